using GridGov.Text;

namespace GridGov.Domain.Tickets.Procedures;

/// <summary>What the lifecycle asks of who acts, besides the post.</summary>
public enum StepCondition
{
    /// <summary>A post of the level that handles the ticket, or above it.</summary>
    AtHandlingLevel,
    /// <summary>A post at least one level above the one that handles the ticket.</summary>
    OneLevelAbove,
    /// <summary>Only while the ticket is handled above the street.</summary>
    AboveStreet,
    /// <summary>Only while the ticket is not handled above the street.</summary>
    NotAboveStreet,
    /// <summary>Who filed the ticket.</summary>
    Filer,
    /// <summary>Who was asked to verify it.</summary>
    Verifier,
    /// <summary>Who handles it.</summary>
    Handler,
    /// <summary>Who dispatched it last.</summary>
    Dispatcher,
    /// <summary>Who was summoned to its joint action.</summary>
    Participant,
    /// <summary>Not who resolved it.</summary>
    NotResolver,
    /// <summary>Not who made the request.</summary>
    NotRequester,
    /// <summary>Not who handles it.</summary>
    NotHandler,
}

static class StepConditions
{
    public static LocalizedText LabelOf(StepCondition condition) => condition switch
    {
        StepCondition.AtHandlingLevel => new("限处置层级及以上", "of the handling level or above"),
        StepCondition.OneLevelAbove => new("限上一级及以上", "one level above the handling level, or higher"),
        StepCondition.AboveStreet => new("限由街道以上处置的案卷", "only when handled above the street"),
        StepCondition.NotAboveStreet => new("街道以上除外", "unless handled above the street"),
        StepCondition.Filer => new("限上报人本人", "who filed it"),
        StepCondition.Verifier => new("限被指派的核实人", "who was asked to verify it"),
        StepCondition.Handler => new("限被派遣的处置人", "who handles it"),
        StepCondition.Dispatcher => new("限派遣人本人", "who dispatched it"),
        StepCondition.Participant => new("限被召集的人", "who was summoned"),
        StepCondition.NotResolver => new("处置人除外", "not who resolved it"),
        StepCondition.NotRequester => new("申请人除外", "not who asked for it"),
        StepCondition.NotHandler => new("处置人除外", "not who handles it"),
    };
}
