using Xunit.Abstractions;
using Xunit.Sdk;

namespace GridGov.Tests;

/// <summary>Runs the tests of a class in source order.</summary>
public sealed class InSourceOrder : ITestCaseOrderer
{
    public const string Name = "GridGov.Tests.InSourceOrder";

    public IEnumerable<T> OrderTestCases<T>(IEnumerable<T> testCases)
        where T : ITestCase =>
        testCases.OrderBy(test => test.TestMethod.Method.ToRuntimeMethod().MetadataToken);
}
