namespace Fastchat.Webhooks;

public sealed class WebhookSecretTests
{
    // The signature is computed by Python's hmac and base64.
    [Fact]
    public void Sign_KnownMessage_IsTheKnownSignature() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSecret.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}"""));

    [Fact]
    public void New_Secrets_AreOf256BitsAndNeverTheSame()
    {
        Assert.NotEqual(WebhookSecret.New(), WebhookSecret.New());
        Assert.Equal(32, Convert.FromBase64String(WebhookSecret.New()["whsec_".Length..]).Length);
    }
}
