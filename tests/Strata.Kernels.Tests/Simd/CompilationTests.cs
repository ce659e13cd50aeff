using System.Reflection;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Tests.Simd;

/// <summary>
/// The runtime compiles a method twice, the first time without fused multiplication and addition; a formula over registers must not depend on which of the two runs.
/// </summary>
public sealed class CompilationTests
{
    [Fact]
    public void Every_method_over_registers_is_compiled_once_or_is_part_of_one_that_is()
    {
        string[] twice = [.. from type in typeof(IVector<,>).Assembly.GetTypes()
                             from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                             where !method.IsAbstract && type != typeof(IVector<,>) && IsOverRegisters(method) // whose own methods only move elements
                                 && (method.MethodImplementationFlags & (MethodImplAttributes.AggressiveInlining | MethodImplAttributes.AggressiveOptimization)) == 0
                             select $"{type.Name}.{method.Name}"];
        Assert.True(twice.Length == 0, string.Join(", ", twice.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void What_is_compiled_once_is_compiled_by_itself()
    {
        string[] inlined = [.. from type in typeof(IVector<,>).Assembly.GetTypes()
                               from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                               where (method.MethodImplementationFlags & (MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.NoInlining)) == MethodImplAttributes.AggressiveOptimization
                               select $"{type.Name}.{method.Name}"];
        Assert.True(inlined.Length == 0, string.Join(", ", inlined.Order(StringComparer.Ordinal)));
    }

    private static bool IsOverRegisters(MethodInfo method)
        => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType).Any(type => IsRegister(type.HasElementType ? type.GetElementType()! : type))
           || (method.IsGenericMethod && Array.Exists(method.GetGenericArguments(), IsRegister) && CallsRegisters(method));

    private static bool IsRegister(Type type) => type.IsGenericParameter
        && Array.Exists(type.GetGenericParameterConstraints(), c => c.IsGenericType && c.GetGenericTypeDefinition() == typeof(IVector<,>));

    // A method that only chooses another, or cuts work into parts, has no local variable that is a register.
    private static bool CallsRegisters(MethodInfo method) => method.GetMethodBody() is { } body && body.LocalVariables.Any(local => IsRegister(local.LocalType));
}
