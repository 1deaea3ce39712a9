using Fastchat.Providers.Sandbox;

// One at a time: tests look whether any child process is left, and measure against limits of time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(SharedSandbox))]
