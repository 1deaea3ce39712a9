namespace Fastchat.Governance.Encryption;

/// <summary>The key-encryption key given here does not open the stored data keys; the message names both by their ids.</summary>
public sealed class KeyMismatchException(string stored, string given, Exception? inner = null) : Exception(
    $"the encryption key {given} does not open the data keys in the database, which were wrapped under {stored}. Set FASTCHAT_ENCRYPTION_KEY to that key, or name it in FASTCHAT_ENCRYPTION_OTHER_KEYS; a key that a server made itself is in the file encryption-key of its data folder. All servers of a database need the same.",
    inner);
