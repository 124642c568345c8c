using System.Text;

namespace GridGov.Fuzz.Generation;

/// <summary>JSON under construction. Leaves are raw bytes and names may repeat, so the result need not be well-formed.</summary>
sealed class JsonTree
{
    /// <summary>The contract's schema of this place; null when there is none.</summary>
    public Schema? Schema { get; init; }
    public List<(string Name, JsonTree Value)>? Members { get; init; }
    public List<JsonTree>? Items { get; init; }
    public byte[]? Raw { get; init; }

    public static JsonTree Leaf(byte[] raw, Schema? schema = null) => new() { Raw = raw, Schema = schema };

    public static JsonTree Leaf(string raw, Schema? schema = null) => Leaf(Encoding.UTF8.GetBytes(raw), schema);

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    /// <summary>Every descendant, with its parent and its index there.</summary>
    public IEnumerable<(JsonTree Parent, int Index, JsonTree Value)> Descendants()
    {
        for (var i = 0; i < (Members?.Count ?? Items?.Count ?? 0); i++)
        {
            var value = Members?[i].Value ?? Items![i];
            yield return (this, i, value);
            foreach (var below in value.Descendants())
                yield return below;
        }
    }

    public void Replace(int index, JsonTree value)
    {
        if (Members is not null)
            Members[index] = (Members[index].Name, value);
        else
            Items![index] = value;
    }

    void Write(Stream to)
    {
        if (Raw is not null)
        {
            to.Write(Raw);
            return;
        }
        to.WriteByte((byte)(Members is null ? '[' : '{'));
        for (var i = 0; i < (Members?.Count ?? Items!.Count); i++)
        {
            if (i > 0)
                to.WriteByte((byte)',');
            if (Members is not null)
            {
                to.Write(Encoding.UTF8.GetBytes($"\"{Members[i].Name}\":"));
                Members[i].Value.Write(to);
            }
            else
            {
                Items![i].Write(to);
            }
        }
        to.WriteByte((byte)(Members is null ? ']' : '}'));
    }
}
