using Spectre.Console;

namespace GridGov.Host.Commands;

/// <summary>The progress of long work: a bar on a terminal, otherwise occasional lines.</summary>
static class ProgressBar
{
    const int LineEvery = 100_000;

    public static Task<T> Show<T>(string title, Func<Action<long, long>, Task<T>> work) =>
        Console.IsOutputRedirected ? work(Lines(title)) : AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(Markup.Escape(title));
                return await work((done, total) =>
                {
                    bar.MaxValue = Math.Max(1, total);
                    bar.Value = done;
                });
            });

    static Action<long, long> Lines(string title)
    {
        long next = LineEvery;
        return (done, total) =>
        {
            if (done < next)
                return;
            Console.WriteLine($"{title}: {done:N0} of {total:N0}");
            next += LineEvery;
        };
    }
}
