using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>Problems of signing in, and of the own account.</summary>
static class AuthProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(401, "wrong-credentials",
            new("用户名、密码或动态口令错误。", "The username, the password or the code is wrong."),
            new("用户名、密码或动态口令错误。已启用动态口令的账号须同时提供口令，每个口令只能使用一次。",
                "The username, the password or the code is wrong. An account with a second factor needs a code as well; each code is "
                + "valid once.")),
        new(401, "invalid-refresh-token",
            new("刷新令牌已失效，请重新登录。", "The refresh token is no longer valid; sign in again."))
            { RefusesToken = true },
        new(401, "invalid-reset-token",
            new("重置令牌无效、已过期或已使用。", "The reset token is invalid, has expired, or was used."),
            new("重置令牌无效、已过期或已使用，请重新申请。", "The reset token is invalid, has expired, or was used; ask for another one."))
            { RefusesToken = true },
        new(429, "sign-in-throttled",
            new("登录失败次数过多。", "There were too many failed attempts."),
            new("登录失败次数过多，请等待 Retry-After 给出的秒数。",
                "There were too many failed attempts; Retry-After says how many seconds to wait.")),
        new(409, "wrong-password",
            new("当前密码错误。", "The current password is wrong.")),
        new(409, "wrong-code",
            new("动态口令错误、已过期或已使用。", "The code is wrong, has expired, or was used.")),
        new(409, "second-factor-on",
            new("已启用动态口令，请先解除。", "A second factor is set up already; remove it first.")),
    ];
}
