using Spectre.Console;

namespace GridGov.Host.Commands;

/// <summary>A long work's progress: a bar on a terminal, a line now and then elsewhere.</summary>
static class ProgressBar
{
    const int LineEvery = 100_000;

    /// <param name="work">Told how to say how much is done, of how much.</param>
    public static Task<T> Show<T>(string what, Func<Action<long, long>, Task<T>> work) =>
        Console.IsOutputRedirected ? work(Lines(what)) : AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(Markup.Escape(what));
                return await work((done, of) =>
                {
                    bar.MaxValue = Math.Max(1, of);
                    bar.Value = done;
                });
            });

    static Action<long, long> Lines(string what)
    {
        long next = LineEvery;
        return (done, of) =>
        {
            if (done < next)
                return;
            Console.WriteLine($"{what}: {done:N0} of {of:N0}");
            next += LineEvery;
        };
    }
}
