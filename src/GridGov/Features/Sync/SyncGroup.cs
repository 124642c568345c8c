using GridGov.Api;

namespace GridGov.Features.Sync;

/// <summary>What phones do that work without signal: they keep a copy of their scope, and send later what was done.</summary>
public sealed class SyncGroup() : ApiGroup("sync", "sync");
