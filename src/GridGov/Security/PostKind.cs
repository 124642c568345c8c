namespace GridGov.Security;

/// <summary>The kind of post of an appointment.</summary>
public enum PostKind
{
    /// <summary>网格长</summary>
    GridHead,
    /// <summary>网格员</summary>
    GridWorker,
    /// <summary>十大服务员</summary>
    ServiceOfficer,
    /// <summary>十大指导员</summary>
    Instructor,
    /// <summary>专业部门</summary>
    DepartmentHandler,
    /// <summary>受理派遣员</summary>
    Dispatcher,
    /// <summary>核查员</summary>
    Inspector,
    /// <summary>督导</summary>
    Supervisor,
    /// <summary>管理员</summary>
    Administrator,
}
