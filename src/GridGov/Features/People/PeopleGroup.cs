using GridGov.Api;

namespace GridGov.Features.People;

/// <summary>The people who work the grids, and their accounts.</summary>
public sealed class PeopleGroup() : ApiGroup("people", "people");
