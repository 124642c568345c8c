namespace GridGov.Demo;

static class WelcomeMessage
{
    public static void Print(string url, string password, string? report, string? dayLog)
    {
        Console.WriteLine($"""

            GridGov is running with 铭功路街道 (410103003), May to October 2012.

              API       {url}/v1
              Docs      {url}/docs
              Contract  {url}/openapi/v1.json

            Accounts, all with the password  {password}

            """);
        foreach (var (username, role) in DemoAccounts.All)
            Console.WriteLine($"  {username,-16}  {role}");
        if (report is not null)
        {
            Console.WriteLine($"""

                The street's monthly report (月研讨) of June 2012, each number with its tickets;
                open in a browser within {GridGov.Features.Assessments.Reports.AssessmentLinks.DefaultHours} hours:

                  {url}{report}
                """);
        }
        Console.WriteLine($"""

            Try it:

              TOKEN=$(curl -s {url}/v1/auth/sign-in -H 'Content-Type: application/json' \
                -d '{"{"}"username":"demo-supervisor","password":"{password}"{"}"}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
              curl -s -H "Authorization: Bearer $TOKEN" \
                '{url}/v1/statistics/measures?measure=resolution_rate&grid=410103003&from=2012-05-01&to=2012-11-01&groupBy=programme'
              # A ticket with its joint action: who has arrived, who is late
              curl -s -H "Authorization: Bearer $TOKEN" '{url}/v1/tickets?q=%E9%AB%98%E5%8E%8B%E7%BA%BF&status=processing'
              # Daily patrol and door knocking: how many places were visited, by campaign
              curl -s -H "Authorization: Bearer $TOKEN" \
                '{url}/v1/statistics/measures?measure=coverage_rate&grid=410103003&from=2012-05-01&to=2012-11-01&groupBy=campaign'
              # The day log (民情日志) of demo-worker, which nobody typed; with Accept: text/html a page
              curl -s -H "Authorization: Bearer $TOKEN" '{url}{dayLog}'
              # What fourteen other streets did together: every figure, with a request for its list, in the last part of
              # openapi/examples.http; of the 56 suggestions in 航海东路街道 20 are resolved (as demo-admin)
              #   '{url}/v1/statistics/measures?measure=resolution_rate&grid=410104009&from=2012-05-01&to=2012-11-01'
              # Needs that wait for somebody in 铭功路街道: demo-liaison, who has no post, can claim them for a member unit
              curl -s -H "Authorization: Bearer $TOKEN" '{url}/v1/needs?grid=410103003&status=open'
              # The public board (亮牌) of a unit grid, without an account; in a browser a page to print
              curl -s '{url}/v1/public/board?grid={DemoStreet.Grid6}'
              # A report by anybody, without an account; its answer is the receipt
              curl -s {url}/v1/public/reports -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)" \
                -d '{"{"}"category":"0106","description":"路灯不亮","grid":"{DemoStreet.Grid6}"{"}"}'
              # Tickets with an overdue reply to a supervision order
              curl -s -H "Authorization: Bearer $TOKEN" '{url}/v1/tickets?supervised=late'

            Stop with Ctrl+C. The database stays for the next start.

            """);
    }
}
