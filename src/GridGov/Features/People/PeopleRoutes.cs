using GridGov.Platform.Http;

namespace GridGov.Features.People;

/// <summary>The records of the people who work the grids, and their accounts.</summary>
public static class PeopleRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var people = v1.MapFeature("/people", "people");
        AddPerson.Map(people);
        ListPeople.Map(people);
        GetPerson.Map(people);
        EditPerson.Map(people);
        SetPassword.Map(people);
        OfferPasswordReset.Map(people);
        ResetSecondFactor.Map(people);
        EndSessions.Map(people);
    }
}
