using System.Data;
using Dapper;
using GridGov.Platform.Time;

namespace GridGov.Platform.Data;

/// <summary>How our own value types stand in the store.</summary>
static class DapperTypes
{
    static int registered;

    public static void Register()
    {
        if (Interlocked.Exchange(ref registered, 1) == 1)
            return;
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Without this Dapper sends a DateOnly in its own form, past the handler below.
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        // Without this a yes or no goes as the engine's own type, and its column is an integer.
        SqlMapper.RemoveTypeMap(typeof(bool));
        SqlMapper.RemoveTypeMap(typeof(bool?));
        SqlMapper.AddTypeHandler(new FlagHandler());
        SqlMapper.AddTypeHandler(new IdHandler());
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DayHandler());
    }

    sealed class FlagHandler : SqlMapper.TypeHandler<bool>
    {
        public override bool Parse(object value) => Convert.ToBoolean(value);

        public override void SetValue(IDbDataParameter parameter, bool value)
        {
            parameter.DbType = DbType.Int32;
            parameter.Value = value ? 1 : 0;
        }
    }

    sealed class IdHandler : SqlMapper.TypeHandler<Id>
    {
        public override Id Parse(object value) => new((long)value);

        public override void SetValue(IDbDataParameter parameter, Id value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.Value;
        }
    }

    sealed class InstantHandler : SqlMapper.TypeHandler<Instant>
    {
        public override Instant Parse(object value) => new((long)value);

        public override void SetValue(IDbDataParameter parameter, Instant value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.Milliseconds;
        }
    }

    sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => Days.Of(Convert.ToInt32(value));

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.Int32;
            parameter.Value = Days.Number(value);
        }
    }
}
