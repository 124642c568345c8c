namespace GridGov.SyncClient;

/// <summary>A person with a device: works offline, sends when it can, decides on conflicts, and is killed now and then.</summary>
/// <param name="maxActs">How many acts the person makes at most before the device tries to send.</param>
sealed class Phone(string file, string username, BadLink link, Fieldwork work, int maxActs, Random random) : IDisposable
{
    /// <summary>So many times as many acts wait at most, while the server is away.</summary>
    const int MaxAhead = 6;

    const int MaxWaitMilliseconds = 200;

    static readonly int[] BatchSizes = [7, 60, 500];

    volatile bool hasSynchronised;
    readonly int batchSize = BatchSizes[random.Next(BatchSizes.Length)];
    OfflineClient? client;
    long settled;

    public string Username => username;

    public BadLink Link => link;

    public OfflineClient Client => client ??= Open(file);

    /// <summary>Acts on which nothing more is to come.</summary>
    public long Settled => Interlocked.Read(ref settled);

    /// <summary>Whether the device has a whole copy.</summary>
    public bool HasSynchronised => hasSynchronised;

    /// <summary>How often the client was killed in the middle of a synchronisation.</summary>
    public int Kills { get; private set; }

    public int SentAgain { get; private set; }

    /// <summary>Why the last synchronisation did not end, if it did not; for messages.</summary>
    public string State { get; private set; } = "";

    OfflineClient Open(string store) => new(store, link, username, SyncStreet.Password, TimeProvider.System)
    {
        BatchSize = batchSize,
        PageSize = batchSize * 2,
    };

    /// <summary>Works until nothing is left to do and all is sent.</summary>
    /// <param name="left">Whether the run has acts left; a person with nothing to act on waits for others.</param>
    public async Task Run(Func<bool> left, Func<bool> take)
    {
        while (left() || IsOpen())
        {
            if (left() && Client.Store.Count(ActState.Waiting) < MaxAhead * maxActs)
                work.Do(Client, random.Next(1, maxActs), take);
            if (!await TrySync())
                await Task.Delay(random.Next(MaxWaitMilliseconds));
            Decide();
            Interlocked.Exchange(ref settled, Client.Store.Count(ActState.Done) + Client.Store.Count(ActState.Dropped));
        }
    }

    bool IsOpen() => Client.Store.Count(ActState.Waiting) + Client.Store.Count(ActState.Held) + Client.Store.Count(ActState.Refused) > 0;

    async Task<bool> TrySync()
    {
        using var kill = new CancellationTokenSource();
        if (random.Next(10) == 0)
            kill.CancelAfter(random.Next(MaxWaitMilliseconds));
        try
        {
            await Client.Sync(kill.Token);
            State = "synchronised";
            hasSynchronised = true;
            return true;
        }
        catch (TryLaterException e)
        {
            State = e.Message;
            return false;
        }
        catch (OperationCanceledException)
        {
            client!.Dispose();
            client = null;
            Kills++;
            return false;
        }
    }

    /// <summary>Looks at both states of each conflict; some acts are made again on the new state, the others given up.</summary>
    void Decide()
    {
        foreach (var conflict in Client.Conflicts())
        {
            if (conflict.Current is not null && random.Next(2) == 0)
            {
                SentAgain++;
                Client.SendAgain(conflict);
            }
            else
            {
                Client.Drop(conflict);
            }
        }
    }

    /// <summary>What a new device of this person has after its first synchronisation.</summary>
    public async Task<List<CopiedRow>> FirstCopy(string store)
    {
        using var other = Open(store);
        await other.Sync(CancellationToken.None);
        return other.Store.Copy();
    }

    public void Dispose() => client?.Dispose();
}
