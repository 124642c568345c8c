using System.Globalization;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Tests.Features.PublicReports;
using GridGov.Tests.Features.Tickets.Attachments;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Leaks;

/// <summary>
/// A street with one of everything that a request can name. Every text contains a unique
/// word, so that a response with such a word reveals data of the street.
/// </summary>
sealed class VictimStreet
{
    public const string Category = "0107";
    public const string Lng = "113.6553";
    public const string Lat = "34.7502";

    /// <summary>The year of the calendars.</summary>
    const string Year = "2026";

    static int victims;

    /// <summary>A code that no grid and no street of the tests has.</summary>
    const string NoGrid = "970101001001001";

    readonly Dictionary<ThingKind, string> things = [];
    readonly List<string> secrets = [];

    VictimStreet(TestStreet street)
    {
        var number = Interlocked.Increment(ref victims);
        Street = street;
        Word = $"leak{number:D4}word";
        Phone = $"139{number:D8}";
    }

    public TestStreet Street { get; }
    public App App => Street.App;
    public string Word { get; }

    /// <summary>The name of the street, which those outside it are not told.</summary>
    public string StreetName => Word.Replace("word", "street", StringComparison.Ordinal);

    /// <summary>The phone number of the person and of every reporter.</summary>
    public string Phone { get; }

    /// <summary>The person whom requests name, with posts, key and devices; they never call.</summary>
    public Id Person { get; private set; }

    /// <summary>The ticket that requests name: in hand, with an open request, joint action and order.</summary>
    public string Ticket { get; private set; } = "";

    /// <summary>All tickets, at least one in each status.</summary>
    public IReadOnlyList<string> Tickets { get; private set; } = [];

    /// <summary>The victim's things.</summary>
    public NamedThings Names { get; private set; } = null!;

    /// <summary>Things of the same form that do not exist.</summary>
    public NamedThings Nowhere { get; private set; } = null!;

    public static async Task<VictimStreet> New(App app)
    {
        var victim = new VictimStreet(await TestStreet.New(app));
        await victim.TellTime();
        await victim.NameGrids();
        (await TestBoundaries.Post(await victim.Street.Admin(), TestBoundaries.Collection(BoundaryOf(victim.Street.Grid)))).ShouldBeOk();
        await victim.AddPersonAndHoliday();
        await victim.AddZone();
        await victim.AddPlace();
        await victim.SetBoard();
        await victim.AddTemplate();
        await victim.GoOut();
        await victim.AddGroup();
        await victim.AddNeeds();
        await victim.AddMeetings();
        await victim.FileTickets();
        await victim.ReportAsPublic();
        await victim.Name();
        return victim;
    }

    /// <summary>The token of the office's page, where the server asks for one.</summary>
    public const string PublicToken = "zq-page-token";

    /// <summary>The boundary of the grid, with its tickets in it.</summary>
    public static string BoundaryOf(string grid) => TestBoundaries.Square(grid, 113.65, 34.745, 0.01);

    /// <summary>
    /// The grid with its parents and its sibling; not the next community, whose people may know its name. The street has a name of its own,
    /// because it is a part of the address of their grids.
    /// </summary>
    async Task NameGrids()
    {
        foreach (var code in new[] { Street.Grid, Street.NextGrid, Street.Community, Street.Street })
        {
            var name = code == Street.Street ? StreetName : Word;
            (await (await Street.RootAdmin()).Patch($"/v1/grids/{code}", new { name }, version: 1)).ShouldBeOk();
        }
    }

    /// <summary>Creates a person with a post, a key and a device, and a day off that moves the grid's deadlines.</summary>
    async Task AddPersonAndHoliday()
    {
        var admin = await Street.Admin();
        var person = (await admin.Post("/v1/people", new { name = Word, username = Word, phone = Phone, grid = Street.Street }))
            .ShouldBeCreated();
        Person = IdOf(person.Id);
        var post = new { personId = person.Id, post = "service_officer", grid = Street.Grid, role = "culture", from = "2026-01-01" };
        Keep(ThingKind.Appointment, (await admin.Post("/v1/appointments", post)).ShouldBeCreated().Id);
        var key = new { name = Word, personId = person.Id, capabilities = new[] { "ticket_read" }, grids = new[] { Street.Grid } };
        Keep(ThingKind.ApiKey, (string)(await admin.Post("/v1/api-keys", key)).ShouldBeCreated()["key"]!["id"]!);
        Keep(ThingKind.Person, person.Id);
        await App.CallerFor(Person);
        await App.Db.Write(tx => tx.Execute("UPDATE sessions SET device = @Word WHERE person_id = @Person", new { Word, Person }));
        Keep(ThingKind.Session,
            (await App.Db.Read(tx => tx.QuerySingle<Id>("SELECT id FROM sessions WHERE person_id = @Person", new { Person }))).ToString());
        var days = new { days = new[] { new { date = Year + "-11-19", kind = "holiday", name = Word } }, reason = Word };
        (await admin.Put($"/v1/calendars/{Year}/local/{Street.Grid}", days, version: 1)).ShouldBeOk();
        var hours = new { rules = new[] { new { hours = new[] { "08:30-12:00", "14:00-18:00" } } }, reason = Word };
        (await admin.Put($"/v1/working-hours/{Street.Grid}", hours, version: 1)).ShouldBeOk();
        Keep(ThingKind.Year, Year);
        // The tile that its tickets lie in.
        Keep(ThingKind.TileZoom, "14");
        Keep(ThingKind.TileColumn, "13364");
        Keep(ThingKind.TileRow, "6503");
        Keep(ThingKind.Grid, Street.Grid);
        Keep(ThingKind.WorkingHours, Street.Grid);
        Keep(ThingKind.Upload, (await (await App.CallerFor(Person)).Post("/v1/uploads/resumable",
            new { length = 1000, sha256 = new string('a', 64) })).ShouldBeCreated().Id);
        // No ticket is filed under it, because a caller who may move categories moves it.
        Keep(ThingKind.Category, "0103");
        Keep(ThingKind.Problem, "not-found");
        Keep(ThingKind.Scheme, "default");
        Keep(ThingKind.Term, "established");
        Keep(ThingKind.Assessment,
            (await (await Street.Supervisor()).Post("/v1/assessments", new { kind = "month", from = "2026-10-01", grid = Street.Grid }))
                .ShouldBeCreated().Id);
    }

    /// <summary>A zone over the grid, so that the tickets lie in it, with the person as its head.</summary>
    async Task AddZone()
    {
        var admin = await Street.Admin();
        var boundary = System.Text.Json.Nodes.JsonNode.Parse(BoundaryOf(Street.Grid))!["geometry"];
        var zone = (await admin.Post("/v1/zones", new { name = Word, grid = Street.Grid, boundary })).ShouldBeCreated();
        Keep(ThingKind.Zone, zone.Id);
        var headed = (await admin.Post($"/v1/zones/{zone.Id}/heads", new { personId = Person.ToString() }, zone.Version)).ShouldBeOk();
        Keep(ThingKind.ZoneHead, (string)headed["heads"]![0]!["id"]!);
    }

    /// <summary>A campaign in the grid that wants the place visited, and a round and a record of the worker.</summary>
    async Task GoOut()
    {
        var (head, worker) = (await Street.Head1(), await Street.Worker());
        var plan = new
        {
            kind = "visit", name = Word, description = Word, grids = new[] { Street.Grid }, fromDay = FirstDay, toDay = LastDay,
        };
        var campaign = (await head.Post("/v1/campaigns", plan)).ShouldBeCreated();
        Keep(ThingKind.Campaign, (await head.Post($"/v1/campaigns/{campaign.Id}/start", null, campaign.Version)).ShouldBeOk().Id);
        Keep(ThingKind.Round, (await worker.Post("/v1/rounds", new { grid = Street.Grid, doneAt = Now })).ShouldBeCreated().Id);
        var photo = (await worker.Upload(TestPhoto.Jpeg())).ShouldBeCreated();
        var record = new
        {
            outcome = "in_order", grid = Street.Grid, note = Word, photos = new[] { photo.Id },
            needs = new[] { new { kind = "service", title = Word, description = Word, contact = new { name = Word, phone = Phone } } },
        };
        Keep(ThingKind.Record, (string)(await worker.Post("/v1/records", record)).ShouldBeCreated()["record"]!["id"]!);
        Keep(ThingKind.Photo, photo.Id);
    }

    /// <summary>What phones say for the time of these tests, and days around it.</summary>
    string Now { get; set; } = "";
    string FirstDay { get; set; } = "";
    string LastDay { get; set; } = "";

    async Task TellTime()
    {
        var (now, today) = await Street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        (Now, FirstDay, LastDay) = (now.ToUtc().ToString("O"), Text(today), Text(today.AddDays(30)));
        Keep(ThingKind.Day, FirstDay);

        static string Text(DateOnly day) => day.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A place in the grid, at which the tickets are.</summary>
    async Task AddPlace()
    {
        var body = new
        {
            kind = "premises", name = Word, grid = Street.Grid, address = Word, tags = new[] { Word }, runBy = Word, openingHours = Word,
            careLevel = "priority",
        };
        Keep(ThingKind.Place, (await (await Street.Head1()).Post("/v1/places", body)).ShouldBeCreated().Id);
    }

    /// <summary>The name of the group, which who acts for another group of its grid reads.</summary>
    public static string GroupOf(string word) => $"team {word}";

    /// <summary>A group in the grid, with a member without an account.</summary>
    async Task AddGroup()
    {
        var head = await Street.Head1();
        var body = new
        {
            kind = "volunteer_team", name = GroupOf(Word), grid = Street.Grid, description = Word, placeId = things[ThingKind.Place],
        };
        Keep(ThingKind.Group, (await head.Post("/v1/groups", body)).ShouldBeCreated().Id);
        var path = $"/v1/groups/{things[ThingKind.Group]}/memberships";
        Keep(ThingKind.Membership,
            (await head.Post(path, new { person = new { name = Word, phone = Phone }, role = "leader" })).ShouldBeCreated().Id);
        (await head.Post(path, new { personId = Person.ToString(), role = "volunteer" })).ShouldBeCreated();
    }

    /// <summary>A board that is not published, and a courtyard without a service point.</summary>
    async Task SetBoard()
    {
        var head = await Street.Head1();
        var board = new
        {
            published = false, title = Word, sections = new[] { "heads" }, names = "full", officeAddress = Word, noticeZh = Word,
            noticeEn = Word, measure = "resolution_rate", period = "this_month",
        };
        (await head.Put($"/v1/boards/{Street.Grid}", board, version: 1)).ShouldBeOk();
        Keep(ThingKind.Board, Street.Grid);
        var courtyard = new { kind = "courtyard", name = Word, grid = Street.Grid, position = new { lng = 113.655, lat = 34.75 } };
        (await head.Post("/v1/places", courtyard)).ShouldBeCreated();
    }

    /// <summary>The titles of the published need and of the offer, which who acts for a group of the grid reads.</summary>
    public static string NeedOf(string word) => $"help {word}";
    public static string OfferOf(string word) => $"room {word}";

    /// <summary>A published need with a contact, a worker's claim of it, an offer that matches it, and a need that is not published.</summary>
    async Task AddNeeds()
    {
        var (worker, head) = (await Street.Worker(), await Street.Head1());
        async Task<Answer> Submit(string title) => (await worker.Post("/v1/needs", new
        {
            kind = "service", title, grid = Street.Grid, slots = 9, contact = new { name = Word, phone = Phone },
        })).ShouldBeCreated();
        var need = await Submit(NeedOf(Word));
        Keep(ThingKind.Need, (await head.Post($"/v1/needs/{need.Id}/publish", new { }, need.Version)).ShouldBeOk().Id);
        await Submit(Word);
        var claim = (await worker.Post($"/v1/needs/{need.Id}/claims", new { })).ShouldBeCreated();
        claim = (await worker.Post($"/v1/claims/{claim.Id}/start", null, claim.Version)).ShouldBeOk();
        Keep(ThingKind.ClaimRecord,
            (await worker.Post($"/v1/claims/{claim.Id}/records", new { note = Word }, claim.Version)).ShouldBeCreated().Id);
        Keep(ThingKind.Claim, claim.Id);
        var offer = new { kind = "service", title = OfferOf(Word), grid = Street.Grid };
        Keep(ThingKind.Offer, (await head.Post("/v1/offers", offer)).ShouldBeCreated().Id);
    }

    /// <summary>A series with a meeting, and a review that was held, with an attendee without an account, a mark and a point.</summary>
    async Task AddMeetings()
    {
        var head = await Street.Head1();
        var series = (await head.Post("/v1/meeting-series", new
        {
            kind = "round_table", title = Word, grid = Street.Grid, cycle = "month", fromDay = FirstDay, groupId = things[ThingKind.Group],
        })).ShouldBeCreated().Id;
        Keep(ThingKind.MeetingSeries, series);
        // Its title stands in the notification of the invitation.
        (await head.Post("/v1/meetings", new
        {
            seriesId = series, plannedAt = Now, agenda = Word, invitees = new[] { new { personId = Person.ToString() } },
        })).ShouldBeCreated();
        var meeting = (await head.Post("/v1/meetings", new
        {
            kind = "review", title = Word, grid = Street.Grid, plannedAt = Now, heldAt = Now, minutes = Word, agenda = Word, venue = Word,
            groupId = things[ThingKind.Group],
            invitees = new object[]
            {
                new { personId = Person.ToString(), attendance = "present" }, new { name = Word, phone = Phone, attendance = "absent" },
            },
        })).ShouldBeCreated().Id;
        Keep(ThingKind.Meeting, meeting);
        (await head.Put($"/v1/meetings/{meeting}/marks/{Street.Grid}", new { score = 80, voters = 3, reason = Word }, 1)).ShouldBeOk();
        Keep(ThingKind.Attendee, (string)(await head.Get($"/v1/meetings/{meeting}/attendees")).ShouldBeOk()["items"]![1]!["id"]!);
        Keep(ThingKind.Point,
            (await head.Post($"/v1/meetings/{meeting}/points", new { title = Word, description = Word })).ShouldBeCreated().Id);
    }

    /// <summary>An answer template of the grid.</summary>
    async Task AddTemplate()
    {
        var body = new { grid = Street.Grid, action = "reject", title = Word, textZh = Word, textEn = Word };
        Keep(ThingKind.AnswerTemplate, (await (await Street.Head1()).Post("/v1/answer-templates", body)).ShouldBeCreated().Id);
    }

    /// <summary>Files one ticket with every open item, and others in every status.</summary>
    async Task FileTickets()
    {
        Ticket = await File();
        Keep(ThingKind.Ticket, Ticket);
        await Act("dispatcher", Ticket, "verify", new { verifierId = Street.PersonId("worker").ToString(), question = Word });
        await Act("worker", Ticket, "report-back", new { findings = Word });
        await Act("dispatcher", Ticket, "contacts", new { kind = "response", reached = true, note = Word });
        await Take(Ticket);
        Keep(ThingKind.Request, (await Act("officer", Ticket, "request-extension", new { reason = Word })).Id);
        var called = new object[] { new { personId = Street.PersonId("department").ToString() }, new { personId = Person.ToString() } };
        Keep(ThingKind.JointAction, (await Act("dispatcher", Ticket, "joint-actions", new { purpose = Word, participants = called })).Id);
        await Act("department", Ticket, $"joint-actions/{things[ThingKind.JointAction]}/arrive");
        await Act("department", Ticket, $"joint-actions/{things[ThingKind.JointAction]}/report", new { result = Word });
        Keep(ThingKind.Supervision,
            (await Act("supervisor", Ticket, "supervisions", new { instruction = Word, replyBy = "2026-11-20T09:00:00+08:00" })).Id);
        await Act("head3", Ticket, "comments", new { text = Word });
        Keep(ThingKind.Attachment, (await (await Street.Worker()).Attach(Ticket, caption: Word)).ShouldBeCreated().Id);
        Keep(ThingKind.OutsideAnswer,
            (string)(await Act("dispatcher", Ticket, "outside-answers", new { party = Word, question = Word }))["answer"]!["id"]!);
        // The secret of no link, because whoever has one reads the question.
        Keep(ThingKind.OutsideLink, new string('A', 43));
        Keep(ThingKind.Notification,
            (await App.Db.Read(tx => tx.QuerySingle<Id>(
                "SELECT id FROM notifications WHERE person_id = @Person ORDER BY id LIMIT 1", new { Person }))).ToString());

        await File();
        await Act("dispatcher", await File(), "verify", new { verifierId = Street.PersonId("worker").ToString(), question = Word });
        await Act("dispatcher", await File(), "accept");
        await Act("dispatcher", await File(), "reject", new { reason = Word });
        await Act("dispatcher", await File(), "cancel", new { reason = Word });
        await Act("dispatcher", await File(), "merge", new { into = Ticket, reason = Word, differs = true });
        await Act("head3", await File("0802"), "note", new { assessment = Word });
        await Act("head3", await File("0803"), "accept");
        await Act("worker", await File("0701"), "self-handle", new { result = Word });
        await Dispatch(await File());
        await Act("officer", await Take(await File()), "return", new { reason = Word });
        await Act("dispatcher", await Take(await File()), "suspend", new { until = "2026-12-18", reason = Word });
        await Act("worker", await File(), "withdraw", new { reason = Word });
        var split = await File();
        await Act("dispatcher", split, "accept");
        await Act("dispatcher", split, "split", new
        {
            parts = new[]
            {
                new { category = Category, description = Word, handlerId = Street.PersonId("officer").ToString(), instruction = Word },
                new { category = Category, description = Word, handlerId = Street.PersonId("department").ToString(), instruction = Word },
            },
            handlerId = Street.PersonId("officer").ToString(),
        });
        var recalled = await File();
        await Dispatch(recalled);
        await Act("dispatcher", recalled, "recall", new { reason = Word });
        var moved = await Take(await File());
        await Act("dispatcher", moved, "reassign", new { handlerId = Street.PersonId("instructor").ToString(), reason = Word });
        await Act("instructor", moved, "take");
        await Act("instructor", moved, "request-extension", new { reason = Word });
        (await (await Street.Dispatcher()).Post("/v1/tickets/hand-over", new
        {
            personId = Street.PersonId("instructor").ToString(), handlerId = Street.PersonId("department").ToString(), reason = Word,
        })).ShouldBeOk()["handedOver"]!.AsArray().Count.ShouldBe(1);
        var reworked = await Take(await File());
        await Act("officer", reworked, "resolve", new { result = Word });
        await Act("inspector", reworked, "fail", new { reason = Word });
        var closed = await Take(await File());
        await Act("officer", closed, "resolve", new { result = Word });
        await Act("inspector", closed, "pass", new { comment = Word });
        await Act("dispatcher", closed, "evaluate", new { score = 4, comment = Word });
    }

    /// <summary>Two reports of one device: a ticket, and one that is held, with a photo.</summary>
    async Task ReportAsPublic()
    {
        var body = new
        {
            category = Category, description = Word, grid = Street.Grid, location = Place(Word), name = Word, phone = Phone, device = Word,
        };
        var receipt = (string)(await App.TryReport(body, token: PublicToken)).ShouldBeCreated()["receipt"]!;
        Keep(ThingKind.Receipt, receipt);
        var (report, ticket) = await App.Db.Read(tx => tx.QuerySingle("SELECT id, ticket_id FROM public_reports WHERE receipt = @Receipt",
            c => (c.Id(), c.Id()), new { Receipt = receipt.Replace("-", "", StringComparison.Ordinal) }));
        Keep(ThingKind.PublicReport, report.ToString());
        Keep(ThingKind.PublicTicket, ticket.ToString());
        var bytes = TestPhoto.Jpeg();
        var photo = (string)(await App.Nobody().Send(
            HttpMethod.Post, $"/v1/public/uploads?sha256={UploadSteps.Sha256(bytes)}", UploadSteps.Content(bytes, "image/jpeg"),
            ("Idempotency-Key", Caller.NewKey()), ("Public-Token", PublicToken))).ShouldBeCreated()["photo"]!;
        var second = new
        {
            body.category, body.description, body.grid, body.location, body.name, body.phone, body.device, photos = new[] { photo },
        };
        (await App.TryReport(second, token: PublicToken)).ShouldBeCreated();
        var (held, file) = await App.Db.Read(tx => tx.QuerySingle("""
            SELECT r.id, x.file_id
              FROM public_reports r
              JOIN public_report_files x ON x.report_id = r.id
             WHERE r.status = 'held' AND r.grid_code = @Grid
            """, c => (c.Id(), c.Id()), new { Street.Grid }));
        Keep(ThingKind.HeldReport, held.ToString());
        Keep(ThingKind.HeldPhoto, file.ToString());
    }

    void Keep(ThingKind thing, string value) => things[thing] = value;

    async Task<string> File(string category = Category)
    {
        var body = new
        {
            grid = Street.Grid, category, description = Word, source = "resident",
            location = Place(Word), placeId = things[ThingKind.Place],
            reporter = new { name = Word, phone = Phone },
        };
        return (await (await Street.Worker()).Post("/v1/tickets", body)).ShouldBeCreated().Id;
    }

    /// <summary>The place of every ticket of the leak tests, in both streets.</summary>
    public static object Place(string address) =>
        new { lng = double.Parse(Lng, CultureInfo.InvariantCulture), lat = double.Parse(Lat, CultureInfo.InvariantCulture), address };

    async Task Dispatch(string ticket)
    {
        await Act("dispatcher", ticket, "accept");
        await Act("dispatcher", ticket, "dispatch", new { handlerId = Street.PersonId("officer").ToString(), instruction = Word });
    }

    async Task<string> Take(string ticket)
    {
        await Dispatch(ticket);
        await Act("officer", ticket, "take");
        return ticket;
    }

    async Task<Answer> Act(string who, string ticket, string verb, object? body = null)
    {
        var version = await App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT version FROM tickets WHERE id = @Id", new { Id = IdOf(ticket) }));
        var answer = await (await Street.As(who)).Post($"/v1/tickets/{ticket}/{verb}", body ?? new { }, version);
        ((int)answer.Status).ShouldBeInRange(200, 201, $"{who} {verb}: {answer.Text}");
        return answer;
    }

    async Task Name()
    {
        var tickets = await App.Db.Read(tx =>
            tx.Query<TicketRow>("SELECT id, number, status FROM tickets WHERE grid_code = @Grid ORDER BY id", new { Street.Grid }));
        tickets.Select(ticket => ticket.Status).Distinct().ShouldBe(Codes<TicketStatus>.All, ignoreOrder: true);
        Tickets = tickets.ConvertAll(ticket => ticket.Id.ToString());
        Names = NamesOf(things, Street.PersonId("worker"), tickets[^1].Id, Street.Community, Street.NextGrid, Phone) with
        {
            Word = Word,
            Number = tickets[0].Number
        };
        secrets.AddRange(tickets.SelectMany(ticket => new[] { ticket.Id.ToString(), ticket.Number }));
        secrets.AddRange(things.Where(pair => pair.Key.IsOwned()).Select(pair => pair.Value));
        secrets.AddRange([Street.NextGrid, Street.Community]);

        var unused = new Queue<Id>(await App.Db.Write(tx =>
            Task.FromResult(Enumerable.Range(0, things.Count + 2).Select(_ => tx.NewId()).ToList())));
        var nobodys = things.ToDictionary(pair => pair.Key, pair => pair.Key is ThingKind.Grid or ThingKind.WorkingHours or ThingKind.Board
            ? NoGrid
            : pair.Key.IsOwned() ? unused.Dequeue().ToString() : pair.Value);
        Nowhere = NamesOf(nobodys, unused.Dequeue(), unused.Dequeue(), NoGrid[..12], NoGrid[..12] + "002", "130" + Phone[3..]) with
        {
            Word = "none" + Word[4..],
            Number = Names.Number.Replace(Street.Street, NoGrid[..9], StringComparison.Ordinal),
        };
    }

    NamedThings NamesOf(
        Dictionary<ThingKind, string> things, Id worker, Id otherTicket, string community, string nextGrid, string phone) =>
            new(things, new Dictionary<string, string>
            {
                ["personId"] = things[ThingKind.Person],
                ["ids"] = things[ThingKind.Appointment],
                ["handlerId"] = things[ThingKind.Person],
                ["ticketIds"] = things[ThingKind.Ticket], ["id"] = things[ThingKind.Ticket], ["subject"] = things[ThingKind.Ticket],
                ["parentId"] = things[ThingKind.Group], ["groupId"] = things[ThingKind.Group], ["offerId"] = things[ThingKind.Offer],
                ["placeId"] = things[ThingKind.Place], ["campaignId"] = things[ThingKind.Campaign],
                ["roundId"] = things[ThingKind.Round], ["photos"] = things[ThingKind.Upload], ["leaderId"] = things[ThingKind.Person],
                ["seriesId"] = things[ThingKind.MeetingSeries], ["attendeeId"] = things[ThingKind.Attendee],
                ["plannedAt"] = Now, ["heldAt"] = Now,
                ["doneAt"] = Now, ["fromDay"] = FirstDay, ["toDay"] = LastDay,
                ["verifierId"] = worker.ToString(), ["uploadId"] = things[ThingKind.Upload],
                ["through"] = things[ThingKind.Notification],
                ["grid"] = things[ThingKind.Grid],
                ["grids"] = things[ThingKind.Grid],
                ["into"] = otherTicket.ToString(),
                ["parent"] = community,
                ["successors"] = nextGrid,
                ["phone"] = phone,
                ["replyBy"] = "2026-11-20T18:00:00+08:00",
                ["until"] = "2026-12-18",
            });

    /// <summary>The request for the victim's things, with their current version.</summary>
    public async Task<LeakRequest> Ask(Operation operation) => new(operation, Names, await VersionFor(operation, Names));

    /// <summary>The same request for things that do not exist.</summary>
    public async Task<LeakRequest> AskForNothing(Operation operation) => new(operation, Nowhere, await VersionFor(operation, Names));

    public async Task<long> VersionFor(Operation operation, NamedThings names)
    {
        if (operation.Parameters.Count == 0)
            return 1;
        var thing = RequestTables.Of(operation, operation.Parameters[0]);
        if (operation.Parameters.Any(address => RequestTables.Of(operation, address) == ThingKind.OutsideAnswer))
            thing = ThingKind.OutsideAnswer;
        var (sql, key) = (thing, names.Things[thing]) switch
        {
            (ThingKind.Ticket, var id) => ("SELECT version FROM tickets WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Person, var id) => ("SELECT version FROM people WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Appointment, var id) => ("SELECT version FROM appointments WHERE id = @Key", IdOf(id).Value),
            (ThingKind.ApiKey, var id) => ("SELECT version FROM api_keys WHERE id = @Key", IdOf(id).Value),
            (ThingKind.AnswerTemplate, var id) => ("SELECT version FROM answer_templates WHERE id = @Key", IdOf(id).Value),
            (ThingKind.OutsideAnswer, var id) => ("SELECT version FROM outside_answers WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Zone, var id) => ("SELECT version FROM zones WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Place, var id) => ("SELECT version FROM places WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Group, var id) => ("SELECT version FROM groups WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Need, var id) => ("SELECT version FROM needs WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Claim, var id) => ("SELECT version FROM claims WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Offer, var id) => ("SELECT version FROM offers WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Membership, var id) => ("SELECT version FROM memberships WHERE id = @Key", IdOf(id).Value),
            (ThingKind.MeetingSeries, var id) => ("SELECT version FROM meeting_series WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Meeting, var id) => ("SELECT version FROM meetings WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Point, var id) => ("SELECT version FROM points WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Campaign, var id) => ("SELECT version FROM campaigns WHERE id = @Key", IdOf(id).Value),
            (ThingKind.Grid, var code) => ("SELECT version FROM grids WHERE code = @Key", code),
            (ThingKind.WorkingHours, var code) => ("SELECT version FROM working_hours WHERE grid_code = @Key", code),
            (ThingKind.Board, var code) => ("SELECT version FROM boards WHERE grid_code = @Key", code),
            (ThingKind.Category, var code) => ("SELECT version FROM categories WHERE code = @Key", code),
            (ThingKind.Year, var year) =>
                ($"SELECT version FROM calendars WHERE year = {year} AND grid_code = @Key",
                    operation.Parameters.Count > 1 ? names.Things[ThingKind.Grid] : "*"),
            _ => ("", (object)""),
        };
        return sql.Length == 0 ? 1 : await App.Db.Read(tx => tx.QuerySingle<long?>(sql, new { Key = key })) ?? 1;
    }

    /// <summary>Data of the street in the response that the request did not contain.</summary>
    public IEnumerable<string> Leaks(LeakResponse response, LeakRequest asked)
    {
        if (response.Text.Contains(Word, StringComparison.OrdinalIgnoreCase) && !asked.OwnText.Contains(Word, StringComparison.Ordinal))
            yield return Word;
        if (response.Text.Contains(Phone, StringComparison.Ordinal) && !asked.OwnText.Contains(Phone, StringComparison.Ordinal))
            yield return Phone;
        // A refusal may repeat the request's text; a success only shows things that the caller may see.
        foreach (var secret in response.IsSuccess ? secrets : [])
        {
            if (response.Text.Contains(secret, StringComparison.Ordinal) && !asked.OwnText.Contains(secret, StringComparison.Ordinal))
                yield return secret;
        }
    }

    static Id IdOf(string text) => Id.TryParseExact(text, out var id) ? id : throw new ArgumentException(text, nameof(text));

    /// <summary>The number of events of the street, which every action increases.</summary>
    public Task<long> CountEvents() => App.Db.Read(tx =>
        tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE grid_code >= @County AND grid_code < @End",
            new { Street.County, End = Street.County + ":" }));

    sealed record TicketRow
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
        public required string Status { get; init; }
    }
}
