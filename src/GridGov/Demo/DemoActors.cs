using GridGov.Security;

namespace GridGov.Demo;

/// <summary>The people of the story as callers, each with the posts that they hold.</summary>
sealed class DemoActors(Db db)
{
    readonly Dictionary<Id, Actor> actors = [];

    public async ValueTask<Actor> Get(Id person, CancellationToken ct)
    {
        if (!actors.TryGetValue(person, out var actor))
        {
            actors[person] = actor = await db.Read(tx => ActorCache.LoadPerson(tx, person), ct)
                ?? throw new InvalidOperationException("Nobody of the story is missing.");
        }
        return actor;
    }
}
