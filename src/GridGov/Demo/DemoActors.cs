using GridGov.Security;

namespace GridGov.Demo;

/// <summary>The scenario's people as callers, with their posts.</summary>
sealed class DemoActors(Db db)
{
    readonly Dictionary<Id, Actor> actors = [];

    public async ValueTask<Actor> Get(Id person, CancellationToken ct)
    {
        if (!actors.TryGetValue(person, out var actor))
        {
            actors[person] = actor = await db.Read(tx => ActorCache.LoadPerson(tx, person), ct)
                ?? throw new InvalidOperationException("A person of the scenario is missing.");
        }
        return actor;
    }
}
