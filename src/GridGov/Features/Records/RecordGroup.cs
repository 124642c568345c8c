using GridGov.Api;

namespace GridGov.Features.Records;

/// <summary>Records (记录): what was found at a place or point. A record is never changed; a later one corrects it.</summary>
public sealed class RecordGroup() : ApiGroup("records", "records");
