using GridGov.Platform.Http;

namespace GridGov.Features.Auth;

/// <summary>Signing in and out, and the caller's own account.</summary>
public static class AuthRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var auth = v1.MapFeature("/auth", "auth");
        SignIn.Map(auth);
        RefreshSession.Map(auth);
        SignOut.Map(auth);
        ResetPassword.Map(auth);

        var me = v1.MapFeature("/me", "me");
        GetMe.Map(me);
        ChangePassword.Map(me);
        ListSessions.Map(me);
        EndSession.Map(me);
        GetSecondFactor.Map(me);
        BeginSecondFactor.Map(me);
        ConfirmSecondFactor.Map(me);
        RemoveSecondFactor.Map(me);
    }
}
