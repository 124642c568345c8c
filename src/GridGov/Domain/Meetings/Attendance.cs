using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GridGov.Domain.Meetings;

/// <summary>Whether somebody came to a meeting.</summary>
public enum Attendance
{
    /// <summary>出席</summary>
    Present,
    /// <summary>缺席</summary>
    Absent,
    /// <summary>请假</summary>
    Excused,
}

/// <summary>An attendee of a meeting.</summary>
/// <param name="Id">The attendee's id.</param>
/// <param name="PersonId">The id of the person; null for one without an account.</param>
/// <param name="Name">
/// The name. That of a person without an account is masked, and so is each name for who reads the meeting by an invitation alone.
/// It is null once it was removed, long after the meeting.
/// </param>
/// <param name="Phone">The telephone number of a person without an account, masked.</param>
/// <param name="Group">The group that was invited or for which somebody came.</param>
/// <param name="Invited">Whether there was an invitation; false for who came without one.</param>
/// <param name="Attendance">Whether they came; null before the meeting.</param>
public sealed record Attendee(
    Id Id, Id? PersonId, string? Name, string? Phone, Attendee.GroupRef? Group, bool Invited, Attendance? Attendance)
{
    /// <summary>A group (组织).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    public sealed record GroupRef(Id Id, string Name);
}

/// <summary>The hash of a row for its event, which says nothing of what the row says.</summary>
static class ContentHash
{
    public static string NewSalt() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <param name="salt">Random, so that nobody can try words until the hash is the same.</param>
    public static string Of(string salt, IEnumerable<object?> values) => OfText(JsonSerializer.Serialize((object?[])[salt, .. values]));

    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
