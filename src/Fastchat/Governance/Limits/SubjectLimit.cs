using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Limits;

/// <summary>The limits of one subject below a tenant.</summary>
/// <param name="Subject">Whose, as <see cref="LimitSubject"/> writes it.</param>
/// <param name="Settings">How much.</param>
/// <param name="UpdatedAt">When they were set.</param>
public sealed record SubjectLimit(string Subject, LimitSettings Settings, DateTimeOffset UpdatedAt);
