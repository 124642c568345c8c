namespace GridGov.Audit;

/// <summary>By what way something was asked for.</summary>
/// <param name="Actor">Null when nobody is signed in.</param>
/// <param name="Session">The signed-in device.</param>
/// <param name="Key">The API key that acts for the person.</param>
/// <param name="Address">The network address that it came from.</param>
/// <param name="Operation">The operation's id in the contract.</param>
/// <param name="TraceId">Names the request in the log.</param>
public sealed record Origin(Id? Actor, Id? Session, Id? Key, string? Address, string? Operation, string? TraceId);

/// <summary>The request of a transaction.</summary>
public static class TransactionOrigin
{
    extension(Tx tx)
    {
        /// <summary>Where the request comes from that this is done for; null when the program does it by itself.</summary>
        public Origin? Origin => (tx.Context as Lazy<Origin?>)?.Value;
    }
}
