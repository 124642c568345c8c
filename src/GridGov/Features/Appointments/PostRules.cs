using GridGov.Security;

namespace GridGov.Features.Appointments;

static class PostRules
{
    /// <summary>Whether the caller may name days before today: only as administrator of a grid above the one of the post.</summary>
    public static bool MayBackdate(Actor actor, string grid) =>
        actor.HasPostAbove(Capability.PersonManage, grid);

    public static bool HasRole(PostKind post) => post is PostKind.ServiceOfficer or PostKind.Instructor;
}
