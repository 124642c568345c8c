using GridGov.Security;
using GridGov.Text;

namespace GridGov.Api.Binding;

/// <summary>Rules for a chosen password: long enough, not common, and not the username.</summary>
public static class PasswordRules
{
    public static IRuleBuilderOptions<T, string?> NewPassword<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Text(PasswordHashing.MaxLength).MinimumLength(PasswordHashing.MinLength)
            .Must(password => password is null || !CommonPasswords.Contains(password)).WithErrorCode("common_password")
            .WithMessage("该密码过于常见，会最先被猜到。", "This password is among the first that anybody tries.");

    /// <summary>Refuses a password that is hardly more than the username. <paramref name="pointer"/> locates it in the body.</summary>
    public static ProblemHttpResult? Check(string pointer, string password, string? username) =>
        username is not null && password.Replace(username, "", StringComparison.OrdinalIgnoreCase).Length is var rest
            && rest < password.Length && rest < PasswordHashing.MinLength - 4
            ? Problems.Invalid(pointer, "contains_username", new("密码不得以用户名为主。", "The password is little more than the username."))
            : null;
}
