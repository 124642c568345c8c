namespace GridGov.Data;

/// <summary>A setting that cannot be used; the message names it.</summary>
public sealed class SettingsException(string message) : Exception(message);
