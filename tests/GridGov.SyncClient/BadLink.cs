using System.Collections.Concurrent;
using System.Net;

namespace GridGov.SyncClient;

/// <summary>A link that spoils a share of the requests, each in one of six ways. It belongs to one device.</summary>
sealed class BadLink(Func<Uri> server, Random random) : DelegatingHandler(
    new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = TimeSpan.FromSeconds(5) })
{
    /// <summary>One request in this many is spoilt.</summary>
    const int Share = 3;

    const int MaxDelayMilliseconds = 200;

    readonly ConcurrentQueue<SentRequest> late = new();
    readonly ConcurrentBag<Task> deliveries = [];
    readonly ConcurrentDictionary<Fault, int> counts = new();
    volatile bool healed;

    public enum Fault
    {
        None,

        /// <summary>The request does not arrive.</summary>
        RequestLost,

        /// <summary>The server does the work, and its answer does not arrive.</summary>
        AnswerLost,

        /// <summary>The answer ends in the middle.</summary>
        AnswerCut,

        /// <summary>The request arrives twice.</summary>
        Repeated,

        Delayed,

        /// <summary>The request arrives after the next one, when nobody waits for its answer.</summary>
        Overtaken,
    }

    public IReadOnlyDictionary<Fault, int> Counts => counts;

    /// <summary>From now on everything arrives; what was on its way arrives first.</summary>
    public async Task Heal()
    {
        healed = true;
        DeliverLate();
        await Task.WhenAll(deliveries);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = await SentRequest.Of(request, cancellationToken);
        var fault = healed ? Fault.None : Choose();
        if (!healed)
            counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
        switch (fault)
        {
            case Fault.RequestLost:
                throw new HttpRequestException("The request was lost.");
            case Fault.Overtaken:
                late.Enqueue(sent);
                throw new HttpRequestException("The request is late.");
            case Fault.Delayed:
                await Task.Delay(Next(MaxDelayMilliseconds), cancellationToken);
                break;
            case Fault.Repeated:
                deliveries.Add(Deliver(sent));
                break;
        }
        HttpResponseMessage answer;
        try
        {
            answer = await base.SendAsync(sent.ToMessage(server()), cancellationToken);
        }
        finally
        {
            DeliverLate();
        }
        if (fault == Fault.AnswerLost)
        {
            using (answer)
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
            throw new HttpRequestException("The answer was lost.");
        }
        return fault == Fault.AnswerCut ? await Cut(answer, cancellationToken) : answer;
    }

    Fault Choose()
    {
        lock (random)
            return random.Next(Share) == 0 ? (Fault)random.Next(1, 7) : Fault.None;
    }

    int Next(int max)
    {
        lock (random)
            return random.Next(max);
    }

    void DeliverLate()
    {
        while (late.TryDequeue(out var request))
            deliveries.Add(Deliver(request));
    }

    /// <summary>Sends a request whose answer nobody gets.</summary>
    async Task Deliver(SentRequest request)
    {
        try
        {
            using var answer = await base.SendAsync(request.ToMessage(server()), CancellationToken.None);
            await answer.Content.LoadIntoBufferAsync();
        }
        catch (HttpRequestException)
        {
            // The server was down.
        }
    }

    async Task<HttpResponseMessage> Cut(HttpResponseMessage answer, CancellationToken ct)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
        var content = new StreamContent(new CutStream(bytes, Next(Math.Max(1, bytes.Length))));
        foreach (var (name, values) in answer.Content.Headers)
            content.Headers.TryAddWithoutValidation(name, values);
        answer.Content = content;
        return answer;
    }

    /// <summary>A request that can be sent several times.</summary>
    sealed record SentRequest(HttpRequestMessage Original, byte[]? Body)
    {
        public static async Task<SentRequest> Of(HttpRequestMessage request, CancellationToken ct) =>
            new(request, request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(ct));

        public HttpRequestMessage ToMessage(Uri server)
        {
            var message = new HttpRequestMessage(Original.Method, new Uri(server, Original.RequestUri!.PathAndQuery));
            foreach (var (name, values) in Original.Headers)
                message.Headers.TryAddWithoutValidation(name, values);
            if (Body is null)
                return message;
            message.Content = new ByteArrayContent(Body);
            foreach (var (name, values) in Original.Content!.Headers)
                message.Content.Headers.TryAddWithoutValidation(name, values);
            return message;
        }
    }

    /// <summary>Ends with an error after some bytes.</summary>
    sealed class CutStream(byte[] bytes, int length) : MemoryStream(bytes, writable: false)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Rest(count));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Rest(buffer.Length)]);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Rest(count), cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Rest(buffer.Length)], cancellationToken);

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("The answer was cut.");

        int Rest(int count) => Position < length ? Math.Min(count, length - (int)Position) : throw new IOException("The answer was cut.");
    }
}
