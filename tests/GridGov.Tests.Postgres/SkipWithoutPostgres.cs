using System.ComponentModel;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("GridGov.Tests.SkipWithoutPostgres", "GridGov.Tests.Postgres")]

namespace GridGov.Tests;

/// <summary>xunit's framework, except that every test is reported as skipped when the machine has no PostgreSQL.</summary>
public sealed class SkipWithoutPostgres(IMessageSink messages) : XunitTestFramework(messages)
{
    const string Reason = "There is no PostgreSQL below /usr/lib/postgresql; on Debian: apt-get install postgresql.";

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => PostgresServer.Binaries is null
        ? new SkippingExecutor(assemblyName, SourceInformationProvider, DiagnosticMessageSink)
        : base.CreateExecutor(assemblyName);

    sealed class SkippingExecutor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases.Select(test => new Skipped(DiagnosticMessageSink, test.TestMethod, test.TestMethodArguments)),
                executionMessageSink, executionOptions);
    }

    sealed class Skipped : XunitTestCase
    {
        [Obsolete("For deserialisation.", error: true)]
        [EditorBrowsable(EditorBrowsableState.Never)]
        public Skipped()
        {
        }

        public Skipped(IMessageSink messages, ITestMethod method, object[]? arguments)
            : base(messages, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method, arguments)
        {
        }

        protected override string GetSkipReason(IAttributeInfo factAttribute) => Reason;
    }
}
