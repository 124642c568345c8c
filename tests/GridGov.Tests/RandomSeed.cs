using System.Globalization;
using FsCheck;
using Microsoft.FSharp.Core;

namespace GridGov.Tests;

/// <summary>The seed of the random tests: new in every run, or from the environment variable, to repeat a failed run.</summary>
static class RandomSeed
{
    public const string Variable = "GRIDGOV_TEST_SEED";

    public static ulong Value { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : (ulong)Random.Shared.NextInt64();

    public static string Hint => $"To repeat it: {Variable}={Value}";

    public static Rnd Rnd => new(Value, 0x9E3779B97F4A7C15);

    public static Config Config(int tests) =>
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(tests)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(Rnd, FSharpOption<int>.None)));

    /// <summary>Runs a test; a failure shows the seed that repeats it.</summary>
    public static void Reproducibly(Action test)
    {
        try
        {
            test();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}\n{Hint}", e);
        }
    }
}

/// <summary>Derives many small random numbers from one generated number.</summary>
struct Dice(int roll)
{
    ulong state = ((ulong)(uint)roll * 0x9E3779B97F4A7C15) + 0xD1B54A32D192ED03;

    /// <summary>A number from 0 up to but not including the number of sides.</summary>
    public int Next(int sides)
    {
        state = (state * 6364136223846793005) + 1442695040888963407;
        return (int)((state >> 33) % (ulong)sides);
    }

    public bool OneIn(int sides) => Next(sides) == 0;

    public T Of<T>(IReadOnlyList<T> items) => items[Next(items.Count)];
}
