using GridGov.Api;

namespace GridGov.Features.Boards;

/// <summary>The service circle (一刻钟服务圈): service points within 5, 10 and 15 minutes' walk, and where they are lacking.</summary>
public sealed class CircleGroup() : ApiGroup("service-circle", "circles");
