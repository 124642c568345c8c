using GridGov.Api;
using GridGov.Security;

namespace GridGov.Domain.Posts;

/// <summary>Checks for current and future posts of a person outside the caller's scope.</summary>
static class PostsAbove
{
    /// <returns>The refusal; null when all posts are within the scope.</returns>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, Id person, Capability capability)
    {
        var above = await tx.QuerySingle<PostKind?>(FindPostOutside, new { PersonId = person, tx.Today }, actor.ScopeOf(capability));
        return above is { } post ? Problems.Of("person-above-scope", Labels.Of(post)) : null;
    }

    const string FindPostOutside = """
        SELECT a.post
          FROM appointments a
         WHERE a.person_id = @PersonId AND a.status <> 'refused' AND (a.to_day IS NULL OR a.to_day > @Today)
           AND NOT (@scope(a.grid_code))
         ORDER BY a.id
         LIMIT 1
        """;
}
