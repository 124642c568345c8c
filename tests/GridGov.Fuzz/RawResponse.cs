using System.Text;

namespace GridGov.Fuzz;

/// <param name="Failure">timeout, closed, refused or unreadable when there is no response; otherwise null.</param>
sealed record RawResponse(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool Closes, string? Failure = null)
{
    public string? Header(string name)
    {
        foreach (var (each, value) in Headers)
        {
            if (each.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    public static RawResponse Failed(string failure) => new(0, [], [], Closes: true, failure);

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body);
}
