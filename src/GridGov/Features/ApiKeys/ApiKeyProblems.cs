using GridGov.Api;

namespace GridGov.Features.ApiKeys;

/// <summary>Problems of API keys.</summary>
static class ApiKeyProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "capability-not-for-keys",
            new("此权限不能授予接口密钥。", "This capability is never given to an API key."),
            new("不能授权接口密钥{0}。", "No API key is allowed to {0}.")),
        new(400, "capability-not-held",
            new("此人的岗位没有所要授予的权限。", "The person's posts do not allow what the key is to be allowed."),
            new("此人的岗位无权在 {1} {0}。", "The person's posts do not allow them to {0} in {1}.")),
        new(403, "capability-above-own",
            new("密钥的权限不得超出签发人本人的权限。", "A key carries no more than the rights of who makes it."),
            new("您本人无权在 {1} {0}，不能签发有此权限的密钥。",
                "You are not allowed to {0} in {1} yourself, so no key that you make or rotate is.")),
        new(403, "key-above-scope",
            new("该密钥的范围超出您的管理范围。", "The key reaches grids outside your scope."),
            new("该密钥的范围超出您的管理范围，包括：{0}。", "The key reaches outside your scope, to {0}.")),
        new(409, "key-revoked",
            new("该密钥已吊销，请另行新建。", "The key was revoked; make another one.")),
    ];
}
