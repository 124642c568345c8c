using GridGov.Api;

namespace GridGov.Features.Boards;

/// <summary>What the office publishes on the public board (亮牌公示) of a grid; grids below without a board of their own inherit it.</summary>
public sealed class BoardsApiGroup() : ApiGroup("boards", "boards");
