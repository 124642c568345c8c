namespace GridGov.Tests.Data;

/// <summary>The complete schema_migrations rows of a database from before the baseline.</summary>
static class LegacySchemaRecord
{
    /// <summary>Number, name and checksum; the last is PostgreSQL's where the engines had different files.</summary>
    static readonly (int Number, string Name, string Checksum, string? Postgres)[] Files =
    [
        (1, "grids", "4cfdb489fd87837b5d3348ea24cc81d6ec0b9d90e282b28e66e6b4023e52ddc8", null),
        (2, "people", "1a5bfd04666a4ff1b7b6c88cca5d691ecdbecd4e69bd09e53a4310858e679950", null),
        (3, "categories", "ba26e39dc8d3a66beba04ccd26ea20c7d9a422f0d4d2fb55acb3121f760efd1e", null),
        (4, "tickets", "9296f7491a79a38e0649cdf4081d3b7cf769d51953ed6d862856ecbbe4522ed4", null),
        (5, "journal", "3c3e2aceaf362b99c731c9123e22bb8c7a8a27cd463248d61c1a76f389ca5958", null),
        (6, "append_only", "bf80d436962e66abc8dcf22132b3f4705bb36f29cf640dcc9fad4a2fb59c06cb",
            "90e927ea14edab495215f7713a874c39e54e512d94660da872337c9852167484"),
        (7, "counters", "304bf1206417ae18359c85e84365ad06e709f3b7b7fe6e5951d18079dc92e462", null),
        (8, "http", "0d0df530df87388210bc4ffdd8e5bf079e0d0cc92c43a32a911fc8191257d671", null),
        (9, "counter_changes", "857615a1f02f68edb7d13344c6c38d147a17b09313d46201a8ea7f5cab2aad90", null),
        (10, "chains", "a52013e5a890c7f5cdc8805c390418eb9fac76e5d905837243bae4db6a460e8f", null),
        (11, "chain_beginning_stays", "cc59cc86ef4d3843254895ce6b60d76371875cbc663f71780475c2786786384a",
            "8ffb86199c66f2a95efbc386a74559393747e680d08ba8baa0c5c3ce1218e7fb"),
        (12, "lighter_filing", "3ff48e032295446929a0f8b8f87d9ae70d1c782df70964fba81e821e85525f65", null),
        (13, "calendars", "1026e1f645ecd1502a97bfcbec06bdf1e30e824ac5263aa6b63715c6b79be25e", null),
        (14, "ticket_clocks", "6bcb60f1cc95d17eb6c5da2cb7f78af4a0778825b934ad9d1858e1a2bf9263e9", null),
        (15, "notifications", "b6fb257940a7d21a291e1dd85f3a1e8c6e68dad7cbd9e5edc923d41245592ef4", null),
        (16, "lifecycle", "e636f3f587d7daa38b7cb2b84d9e75a97e2a498c9bbd7f567be16d33fe6e5435", null),
        (17, "cells", "ff06e12e583cc43fc550ab104a405b647566a825b51da8afd1880d7117bf1daa",
            "3f26511be610712e0b65b98d9ba8b044a3c4bb8a5b66e760469524f6a81e2169"),
        (18, "supervision", "e2d5b672773d66280dffd283ef4bef4a6a69f484ac9f0411f1240d99e16d764e", null),
        (19, "joint_actions", "4b9feeb5e424e463093504d2c53a1198fd90dffa3a39cececfb3fbf5751436fc", null),
        (20, "requests", "aee174e45a74c53697e808127149b461b5796df6b8ad1653c61d70fed74be377", null),
        (21, "audit", "91cb1d1aef40c7d82c86912099b59552da4ce849f4f31e2cdad361de2d3d0758", null),
        (22, "audit_append_only", "985bc1bdd4188760d502d76f8eec9fd95665db12b4490ea26244ad2ff6d9b311",
            "3fce2334d91f589b82655ba17da750f327ce58a153459cdc86d63539438f9d88"),
        (23, "sign_in", "4a0662264890da1e3afcdbcc1c868aaaa12fab4117beb165eacc96369f4073b6", null),
        (24, "api_keys", "f8b91f26100437031fc093a045b40968b349449ce500de07946f035a9c1c2401", null),
        (25, "data_keys", "08531664c266a470d5a300685a59c0626e928074c25e7b83c89626df29ecd8e7", null),
        (26, "sealed_reporters", "0c09362a41cf5d370e449941eee542e6dae11aa4137fd0d35988f28f2635b8b6", null),
        (27, "confidential", "ffcdeac905574f07072d2245221ef8988ffca85989575bae971d4f128182cc87", null),
        (28, "ticket_facts", "7f4fc177eeae8e7d601a304bfaa33b1b42e47b8f6e49e488de0f3711578c00d4", null),
        (29, "contacts", "938a27292000cf63532de8e92920421f02add56ab6d6c496a1ad999558ea126a", null),
        (31, "measure_days", "30fff12485e83a0af676b0e7efc1a5bd1bbc16528ce29c20b9353d5506831f08", null),
        (32, "own_figures", "6bdc45268708f7e8c4f312bfb27e8b26a120dfc990428f23fe209bc9803e58b4", null),
        (33, "assessments", "3a5d83b19b875a0cf642a5aa1b7cb6f371c2e2a774144f0ec9e05cdec6ea54b7", null),
        (34, "assessments_append_only", "6f7d8963d46efb1f87a43727e4cf40343b05084743b333b98fdbe10a311519f5",
            "c0e2971889c2b30c400c4dda43ae542faf9dbd50d4ead3fc46850329d9ea5bea"),
        (35, "counters_of_own_tickets", "c098bd8259746787b9a55e034908517f2d770ac44895bf9c4cb275d6e1e62607", null),
        (36, "planted_seeds", "b7a961edd3fb87df4148d283ea7e1467ef603611831bca5bcb903b9609ebe1f4", null),
        (37, "run_out", "764b6a8fbf4142553fa1d4b67edd78a17615a95b5d6726c3c0ac6019bf574b39", null),
    ];

    public static IEnumerable<(int Number, string Name, string Checksum)> Of(string engine) =>
        Files.Select(file => (file.Number, file.Name, engine == "postgres" ? file.Postgres ?? file.Checksum : file.Checksum));
}
