using FluentValidation;
using GridGov.Api;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Tests.Architecture;

/// <summary>The request description fails closed: undeclared input is refused, at the start or when it is sent.</summary>
public class RequestDescriptionTests
{
    public sealed record Body(string Description)
    {
        public sealed class Validator : AbstractValidator<Body>
        {
            public Validator() => RuleFor(body => body.Description).MaximumLength(3);
        }
    }

    public sealed record Unvalidated(string Description);

    public sealed record Query
    {
        [FromQuery(Name = "limit")] public int? Limit { get; init; }

        public sealed class Validator : AbstractValidator<Query>;
    }

    public sealed record WithoutSource(GridGov.Data.Id Id, [FromBody] Body Body, string Note);

    public sealed record Whole(GridGov.Data.Id Id, [FromBody] Body Body, [AsParameters] Query Query);

    static readonly IServiceProvider Services = App.Shared.Services;

    [Fact]
    public void A_value_without_a_source_fails_the_start() =>
        Should.Throw<InvalidOperationException>(() => RequestDescription.Of(typeof(WithoutSource), "/v1/things/{id}", "POST"))
            .Message.ShouldContain("Note");

    [Fact]
    public void An_unused_route_value_fails_the_start() =>
        Should.Throw<InvalidOperationException>(() => RequestDescription.Of(typeof(Body), "/v1/things/{id}", "POST"))
            .Message.ShouldContain("id");

    [Fact]
    public void A_body_without_a_validator_fails_the_start()
    {
        Validation.MissingFor(RequestDescription.Of(typeof(Unvalidated), "/v1/things", "POST")).ShouldBe([typeof(Unvalidated)]);
        Validation.MissingFor(RequestDescription.Of(typeof(Body), "/v1/things", "POST")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?other=1", "unknown-parameter")]
    [InlineData("?description=x", "unknown-parameter")]
    [InlineData("?id=0000000000001", "unknown-parameter")]
    [InlineData("?limit=x", "invalid-parameter")]
    [InlineData("?limit=1&limit=2", "invalid-parameter")]
    public async Task An_unknown_query_parameter_is_refused(string query, string code)
    {
        var description = RequestDescription.Of(typeof(Whole), "/v1/things/{id}", "POST");
        var refused = await Should.ThrowAsync<ProblemException>(async () => await description.Read(Sent(query)));
        refused.Problem.ProblemDetails.Extensions["code"].ShouldBe(code);
    }

    [Fact]
    public async Task Each_value_comes_from_its_own_source_and_is_validated()
    {
        var description = RequestDescription.Of(typeof(Whole), "/v1/things/{id}", "POST");
        var read = (Whole)await description.Read(Sent("?limit=7"));
        read.ShouldBe(new Whole(new GridGov.Data.Id(1), new Body("long"), new Query { Limit = 7 }));
        Validation.Check(read, description)!.ProblemDetails.Extensions["errors"].ShouldBeAssignableTo<IReadOnlyList<InputError>>()!
            .ShouldHaveSingleItem().Pointer.ShouldBe("/description");
    }

    [Fact]
    public async Task The_fingerprint_includes_the_body()
    {
        var description = RequestDescription.Of(typeof(Whole), "/v1/things/{id}", "POST");
        var (first, second) = (Sent(""), Sent("", """{ "description": "abc" }"""));
        var (a, b) = (await description.Read(first), await description.Read(second));
        Idempotency.Fingerprint(first, a, description).ShouldNotBe(Idempotency.Fingerprint(second, b, description));
        Idempotency.Fingerprint(first, b, description).ShouldBe(Idempotency.Fingerprint(second, b, description));
    }

    static HttpContext Sent(string query, string body = """{ "description": "long" }""")
    {
        var http = new DefaultHttpContext { RequestServices = Services };
        http.Request.Method = "POST";
        http.Request.QueryString = new QueryString(query);
        http.Request.RouteValues["id"] = "0000000000001";
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>(new HasBody());
        return http;
    }

    sealed class HasBody : Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
