using GridGov.Security;

namespace GridGov.Features.Auth;

/// <summary>What checks the parts of a sign-in: password, code and device.</summary>
public sealed record CredentialChecks(PasswordHashing Passwords, SecondFactorSecrets Secrets, DeviceTokens Devices);
