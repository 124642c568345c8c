namespace GridGov.Features.Assessments.Schedule;

/// <summary>Issues and corrects reports, at the start and after midnight, in any number of processes: a report is issued once.</summary>
public sealed partial class AssessmentWorker(
    Engine engine, Clock clock, TimeProvider time, ClockComparison clocks, AssessmentSettings settings, ILogger<AssessmentWorker> log)
    : BackgroundService
{
    /// <summary>The longest wait, because the clock may be set and another process may stop before it has finished.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var db = new Db(engine);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (clocks.IsOff)
            {
                await Task.Delay(AfterOutage, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            try
            {
                var issued = await AssessmentRun.Run(db, settings, (unit, fault) => LogCannotIssue(log, unit, fault), stoppingToken);
                var corrected = await AssessmentCorrections.Run(db, stoppingToken);
                if (issued + corrected > 0)
                    LogIssued(log, issued, corrected);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // Tried again; the outage is logged by the store.
                await Task.Delay(AfterOutage, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            catch (Exception e)
            {
                LogPostponed(log, e);
            }
            await Task.Delay(UntilMidnight(), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    TimeSpan UntilMidnight()
    {
        var now = clock.Local(clock.Now);
        var left = now.Date.AddDays(1) - now.DateTime + TimeSpan.FromSeconds(1);
        return left < Longest ? left : Longest;
    }

    [LoggerMessage(1, LogLevel.Error, "The assessments of {Unit} could not be issued")]
    private static partial void LogCannotIssue(ILogger log, string unit, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Assessments issued: {Issued}, corrected: {Corrected}")]
    private static partial void LogIssued(ILogger log, int issued, int corrected);

    [LoggerMessage(3, LogLevel.Warning, "Issuing assessments is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
