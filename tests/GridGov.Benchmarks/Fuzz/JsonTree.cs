using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>JSON under construction. Its leaves are bytes, and nothing keeps a name from standing twice: it need not be JSON in the end.</summary>
sealed class JsonTree
{
    /// <summary>What the contract says of this place; null when it says nothing.</summary>
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

    /// <summary>Every place below this one, with what holds it.</summary>
    public IEnumerable<(JsonTree Holder, int Index, JsonTree Place)> Places()
    {
        for (var i = 0; i < (Members?.Count ?? Items?.Count ?? 0); i++)
        {
            var place = Members?[i].Value ?? Items![i];
            yield return (this, i, place);
            foreach (var below in place.Places())
                yield return below;
        }
    }

    /// <summary>Puts something else at a place.</summary>
    public void Replace(int index, JsonTree other)
    {
        if (Members is not null)
            Members[index] = (Members[index].Name, other);
        else
            Items![index] = other;
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
