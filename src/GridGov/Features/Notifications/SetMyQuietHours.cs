using GridGov.Api;
using GridGov.Domain.Notifications;
using GridGov.Text;

namespace GridGov.Features.Notifications;

/// <summary>Sets the caller's quiet hours.</summary>
public sealed class SetMyQuietHours(Db db) : ApiEndpoint<SetMyQuietHours.Request, Ok<MyQuietHours>>
{
    public override void Configure()
    {
        Put("/quiet-hours");
        Group<NotificationGroup>();
        Operation("Set my quiet hours",
            "In them, routine notifications are held back and shown at their end. Not held back are red lights, orders and their " +
            "reminders, joint actions, late arrivals and replies, access given to the own account, and all about tickets that are urgent " +
            "or on the green channel. Null for both turns them off.");
        RequiresSignIn();
        RequestExample("""{ "from": "21:30", "to": "07:00" }""");
    }

    /// <summary>The hours, in the deployment's time zone.</summary>
    /// <param name="From">Their beginning, HH:mm.</param>
    /// <param name="To">Their end, HH:mm, on the next day when it is earlier.</param>
    public sealed record Request(string? From = null, string? To = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.From).NotEmpty().When(r => r.To is not null);
                RuleFor(r => r.To).NotEmpty().When(r => r.From is not null);
                RuleFor(r => r.From).Must(text => text is null || Parse(text) is not null).WithErrorCode("wrong_format");
                RuleFor(r => r.To).Must(text => text is null || Parse(text) is not null).WithErrorCode("wrong_format");
                RuleFor(r => r.To).NotEqual(r => r.From).When(r => r.From is not null).WithErrorCode("invalid_value");
            }
        }

        internal QuietHours? Hours =>
            From is { } from && To is { } to && Parse(from) is { } first && Parse(to) is { } last ? new QuietHours(first, last) : null;

        static int? Parse(string text) => TimeOfDay.TryParse(text, out var minute) && minute < TimeOfDay.MinutesPerDay ? minute : null;
    }

    public override Task<Ok<MyQuietHours>> ExecuteAsync(Request request, CancellationToken ct) => db.Write(async tx =>
    {
        if (request.Hours is not { } hours)
            await tx.Execute(Remove, new { Person = Actor.Id });
        else
            await tx.Execute(Set, new { Person = Actor.Id, hours.FromMinute, hours.ToMinute });
        return TypedResults.Ok(MyQuietHours.Of(request.Hours));
    }, ct, WriteMode.Shared);

    const string Remove = "DELETE FROM quiet_hours WHERE person_id = @Person";

    const string Set = """
        INSERT INTO quiet_hours (person_id, from_minute, to_minute) VALUES (@Person, @FromMinute, @ToMinute)
        ON CONFLICT (person_id) DO UPDATE SET from_minute = excluded.from_minute, to_minute = excluded.to_minute
        """;
}
