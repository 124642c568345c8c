namespace GridGov.Api;

/// <summary>Problems of the caller's rights, from <see cref="AccessMiddleware"/> and from single operations.</summary>
static class AccessProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(401, "sign-in-required",
            new("请先登录。", "You must sign in first."),
            new("请先登录：没有有效的访问令牌。", "You must sign in first, or again: there is no valid access token.")),
        new(401, "invalid-api-key",
            new("接口密钥无效、已过期或已吊销。", "The API key is unknown, has expired, or was revoked."))
            { RefusesToken = true },
        new(403, "not-for-keys",
            new("此操作涉及个人账号，不能用接口密钥进行。", "This operation is about a person's own account; API keys cannot do it.")),
        new(403, "post-not-allowed",
            new("您的岗位无权进行此操作。", "None of your posts allows this."),
            new("您的岗位无权{0}。", "None of your posts allows you to {0}.")),
        new(403, "password-must-be-changed",
            new("请先修改密码。", "You must choose a password of your own first."),
            new("请先修改密码（POST /v1/me/password）。", "You must choose a password of your own first (POST /v1/me/password).")),
    ];
}
