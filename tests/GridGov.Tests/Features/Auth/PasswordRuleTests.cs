using System.Net;
using GridGov.Security;

namespace GridGov.Tests.Features.Auth;

public class PasswordRuleTests
{
    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("Password2026!!")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("qwertyuiop123456")]
    [InlineData("112233445566")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcab")]
    [InlineData("abcdefghijklm")]
    [InlineData("123456789012345")]
    [InlineData("987654321098")]
    [InlineData("2026dragon!!")]
    public void Passwords_that_attackers_try_first_are_common(string password) => CommonPasswords.Contains(password).ShouldBeTrue();

    [Theory]
    [InlineData("three grey herons at noon")]
    [InlineData("kx3fa-9qmwe-27bnd")]
    [InlineData("三只灰鹭立在桥头看水流过")]
    [InlineData("correct-horse-battery")]
    [InlineData("130529481736")]
    [InlineData("a much longer one")]
    public void A_long_unusual_password_of_any_characters_is_not_common(string password) =>
        CommonPasswords.Contains(password).ShouldBeFalse();

    [Fact]
    public void Generated_passwords_are_accepted() =>
        Enumerable.Range(0, 200).Select(_ => PasswordHashing.CreateRandom()).ShouldAllBe(password => !CommonPasswords.Contains(password));

    [Fact]
    public async Task Common_passwords_and_the_own_username_are_refused_wherever_a_password_is_chosen()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var officer = await street.SignedIn("officer");
        var username = (string)(await officer.Get("/v1/me"))["username"]!;
        (await officer.Post("/v1/me/password", new { currentPassword = AuthSteps.Password, newPassword = "passwordpassword" }))
            .ShouldFault("/newPassword", "common_password");
        (await officer.Post("/v1/me/password",
            new { currentPassword = AuthSteps.Password, newPassword = username.ToUpperInvariant() + "2026" }))
                .ShouldFault("/newPassword", "contains_username");
        var path = $"/v1/people/{street.PersonId("officer")}";
        (await admin.Put(path + "/password", new { password = "passwordpassword" }, 1)).ShouldFault("/password", "common_password");
        (await admin.Put(path + "/password", new { password = username + "1" }, 1)).ShouldFault("/password", "contains_username");
        var token = (string)(await admin.Post(path + "/password-reset", null)).ShouldBeOk()["token"]!;
        (await street.App.Nobody().Post("/v1/auth/reset-password", new { token, password = "passwordpassword" }))
            .ShouldFault("/password", "common_password");
        (await street.App.Nobody().Post("/v1/auth/reset-password", new { token, password = username + "!" }))
            .ShouldFault("/password", "contains_username");
        (await street.App.Nobody().Post("/v1/auth/reset-password", new { token, password = "short" }))
            .ShouldFault("/password", "too_short");
        // A refused attempt does not use up the token.
        (await street.App.Nobody().Post("/v1/auth/reset-password", new { token, password = "herons at noon: 3" }))
            .ShouldBe(HttpStatusCode.NoContent);
    }
}
