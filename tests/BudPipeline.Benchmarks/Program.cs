// Micro-benchmarks of what every execution does many times.
//
//   dotnet run --project tests/BudPipeline.Benchmarks -c Release -- --filter '*'
//   dotnet run --project tests/BudPipeline.Benchmarks -c Release -- --filter '*Templates*' --job short --inProcess
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
