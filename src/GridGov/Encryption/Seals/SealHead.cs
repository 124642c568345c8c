namespace GridGov.Encryption.Seals;

/// <summary>
/// The last number of a table of seals, under a MAC that nobody can take from an earlier seal. It shows when the last ones are missing.
/// </summary>
/// <param name="Table">The table with the one row.</param>
/// <param name="Name">What is counted, for messages.</param>
/// <param name="BeginsEmpty">Whether a database may be without any; the seals that cover them show when all were removed.</param>
sealed record SealHead(string Table, string Name, bool BeginsEmpty)
{
    internal static readonly SealHead Seals = new("seal_head", "seals", BeginsEmpty: false);
    internal static readonly SealHead Rows = new("row_seal_head", "row seals", BeginsEmpty: true);

    /// <summary>Locks the row until the transaction ends, so that concurrent writers get consecutive numbers.</summary>
    /// <returns>
    /// The last number, 0 before the first seal; null when the program did not write it, so that nothing may be sealed after it.
    /// </returns>
    internal async Task<long?> Lock(Tx tx, DataKeys ring)
    {
        var head = await tx.QuerySingle<Row>($"UPDATE {Table} SET number = number WHERE id = 1 RETURNING number, key_id, mac");
        return head is null ? 0
            : await Seal.IsValid(tx, ring, head.KeyId, head.Mac, key => ComputeMac(key, head.Number)) ? head.Number
            : null;
    }

    internal async Task Set(Tx tx, DataKey key, long number)
    {
        var head = new { Number = number, KeyId = key.Id, Mac = ComputeMac(key, number) };
        if (await tx.Execute($"UPDATE {Table} SET number = @Number, key_id = @KeyId, mac = @Mac WHERE id = 1", head) == 0)
            await tx.Execute($"INSERT INTO {Table} (id, number, key_id, mac) VALUES (1, @Number, @KeyId, @Mac)", head);
    }

    /// <param name="last">The last number that was found.</param>
    /// <param name="ring">Without the master key the MAC cannot be checked.</param>
    internal async Task Verify(Tx tx, DataKeys? ring, long last, Action<string> differs)
    {
        var head = await tx.QuerySingle<Row>($"SELECT number, key_id, mac FROM {Table} WHERE id = 1");
        if (head is null && last == 0 && BeginsEmpty)
            return;
        if (head is null || last == 0)
            differs($"the {Name} are missing, all or their number");
        else if (head.Number != last)
            differs($"{head.Number:N0} {Name} were made, and there are {last:N0}");
        else if (ring is not null && !await Seal.IsValid(tx, ring, head.KeyId, head.Mac, key => ComputeMac(key, head.Number)))
            differs($"the number of the {Name} was changed");
    }

    string ComputeMac(DataKey key, long number) => Seal.Mac256(key, Table, number);

    sealed record Row
    {
        public required long Number { get; init; }
        public required int KeyId { get; init; }
        public required string Mac { get; init; }
    }
}
