using GridGov.Api;

namespace GridGov.Features.Boards;

/// <summary>What everybody may read without signing in: the public board (亮牌公示) and the service circle (一刻钟服务圈).</summary>
public sealed class PublicBoardGroup() : ApiGroup("public", "boards");
