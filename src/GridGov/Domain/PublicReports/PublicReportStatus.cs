namespace GridGov.Domain.PublicReports;

/// <summary>What became of a public report.</summary>
public enum PublicReportStatus
{
    /// <summary>待放行: it is suspicious, and no ticket until it is released.</summary>
    Held,
    /// <summary>已受理: it is a ticket.</summary>
    Filed,
    /// <summary>已丢弃: it was discarded, or nobody released it in time.</summary>
    Discarded,
}

/// <summary>A limit beyond which a public report is held.</summary>
public enum HoldReason
{
    /// <summary>Many reports from one network address.</summary>
    Address,
    /// <summary>Many reports from one device.</summary>
    Device,
    /// <summary>Many reports of one category at one place.</summary>
    Place,
}

/// <summary>A reporter's request to reopen what is not solved.</summary>
public enum ReopeningStatus
{
    /// <summary>待决定: a supervisor decides on it.</summary>
    Pending,
    /// <summary>已重新办理: the ticket was reopened.</summary>
    Granted,
    /// <summary>未予重新办理: it was refused, with an answer.</summary>
    Refused,
}
