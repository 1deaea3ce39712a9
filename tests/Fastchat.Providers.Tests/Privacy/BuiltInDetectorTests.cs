using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Detectors;

namespace Fastchat.Providers.Privacy;

public sealed class BuiltInDetectorTests : PiiDetectorContract
{
    protected override IPiiDetector Detector => BuiltInDetector.Instance;
}
