using GridGov.Data;

namespace GridGov.Fuzz;

/// <summary>The objects that all workers share.</summary>
/// <param name="Only">Part of the ids of the operations to call; null for all operations.</param>
sealed record FuzzContext(
    ApiDocument Document, ValuePool Pool, SuccessRates Rates, RunStatistics Statistics, Failures Failures, int Port, string? Only)
{
    public required Clock Clock { get; init; }

    /// <summary>Replaced by a new one after each portion of the run.</summary>
    public required FuzzStreet Street { get; set; }
}

/// <summary>The server has ended or takes no connections any more.</summary>
sealed class ServerGoneException(string message) : Exception(message);
