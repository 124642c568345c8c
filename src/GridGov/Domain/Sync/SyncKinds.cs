using System.Security.Cryptography;
using System.Text;
using GridGov.Security;

namespace GridGov.Domain.Sync;

/// <summary>All kinds of things that phones keep copies of, in the order in which a first copy has them.</summary>
/// <param name="ListUnread">The caller's unread notifications, newest first: not in the journal, so they are sent as a whole.</param>
public sealed record SyncKinds(IReadOnlyList<SyncKind> All, Func<Tx, Actor, int, Task<IReadOnlyList<SyncEntry>>> ListUnread)
{
    /// <summary>
    /// The person, the kinds, and the grids of the capabilities that decide what is shown. When one of them changes, a copy holds what
    /// was shown by other rights, and is made again.
    /// </summary>
    public string FingerprintOf(Actor actor)
    {
        var text = new StringBuilder(actor.Id.ToString());
        foreach (var kind in All)
        {
            text.Append('|').Append(kind.Name);
            foreach (var capability in kind.AlsoDependsOn.Concat(kind.Reads is { } reads ? [reads] : []))
            {
                var scope = actor.ScopeOf(capability);
                text.Append(';').AppendJoin(',', scope.Roots).Append(':').AppendJoin(',', scope.PartyRoots)
                    .Append(':').AppendJoin(',', scope.Groups);
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
