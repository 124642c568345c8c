namespace GridGov.Audit;

/// <param name="Actor">Null without sign-in.</param>
/// <param name="Session">The signed-in device.</param>
/// <param name="Key">The API key that acts for the person.</param>
/// <param name="Operation">The operationId.</param>
public sealed record Origin(Id? Actor, Id? Session, Id? Key, string? Address, string? Operation, string? TraceId);

public static class TransactionOrigin
{
    extension(Tx tx)
    {
        /// <summary>Null for the program's own work.</summary>
        public Origin? Origin => (tx.Context as Lazy<Origin?>)?.Value;
    }
}
