using GridGov.Data.Copy;
using Spectre.Console;

namespace GridGov.Host.Commands;

static class CopyProgressBars
{
    public static Task<T> Show<T>(Func<Action<StoreCopy.Progress>, Task<T>> copy) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(bars => copy(AddTo(bars)));

    public static Action<StoreCopy.Progress> AddTo(ProgressContext bars)
    {
        var steps = Enum.GetValues<StoreCopy.Step>().ToDictionary(step => step, step => bars.AddTask($"{step}", autoStart: false));
        return progress =>
        {
            var bar = steps[progress.Step];
            if (!bar.IsStarted)
                bar.StartTask();
            bar.Description = Markup.Escape($"{progress.Step} {progress.Table}");
            bar.MaxValue = Math.Max(1, progress.Total);
            bar.Value = progress.Done;
        };
    }
}
