using Strata.Autograd;
using Strata.Optimizers.FullBatch;
using Strata.Tensors;

namespace Strata.Tests.Optimizers.FullBatch;

public class LBfgsTests
{
    // Rosenbrock's function of four numbers by PyTorch 1.13 in float64: after k iterations of
    // torch.optim.LBFGS([x], max_iter=k, max_eval=10000, history_size=3, line_search_fn='strong_wolfe') the evaluations so far, the function and x.
    public static TheoryData<int, int, double, double[]> Steps => new()
    {
        { 1, 2, 96.3152607659, [-0.990801474869, 0.503202018242, -0.312730448283, 0.693266058607] },
        { 2, 3, 42.7418856081, [-0.705380259115, 0.398191256767, -0.228062426506, 0.521356797704] },
        { 3, 4, 10.2846184415, [-0.536327130473, 0.242103534325, -0.0938901877376, 0.199082005099] },
        { 4, 5, 4.24996404086, [-0.430410908745, 0.191388257672, 0.117005842113, -0.0210310067281] },
        { 5, 6, 3.68530724137, [-0.446365799236, 0.221397465378, 0.0388179808385, 0.0076339829803] },
        { 6, 7, 3.63133811783, [-0.444978375001, 0.209882521859, 0.0541086079808, 0.00418270058815] },
        { 7, 8, 3.62964650675, [-0.44208671162, 0.209658793456, 0.0548372807825, 0.00274946497134] },
        { 8, 9, 3.62741171611, [-0.438098138208, 0.207320288024, 0.0541697815375, 0.00172581986785] },
        { 9, 10, 3.60629403276, [-0.400469691743, 0.180863984429, 0.0449518956969, -0.00499365776486] },
        { 10, 13, 3.50623656021, [-0.252774219832, 0.073600310145, 0.0063951430397, -0.0285617176302] },
        { 11, 16, 3.49821557767, [-0.224141173291, 0.0536305078583, -0.000290497306461, -0.0318346138797] },
        { 12, 17, 3.43131517464, [-0.194010724913, 0.0372992096463, -0.0028091103382, -0.0267238743341] },
        { 13, 19, 3.25527966886, [-0.0653301927716, -0.0190750425322, -0.00686212875749, -0.00909323427306] },
        { 14, 21, 3.16164276758, [-0.0668090048936, -0.00235487850547, 0.00369295107873, 0.0142296955116] },
        { 15, 22, 3.06782300031, [0.00648207075372, -0.0167402536514, 0.00642842930492, 0.0167312694242] },
        { 16, 24, 2.88162938848, [0.138351551869, -0.0145403817, 0.0073303167483, 0.00779557978845] },
        { 17, 25, 2.60835903852, [0.211706429602, 0.0461773603689, 0.0222836022283, -0.0278677942002] },
        { 18, 27, 2.39778299936, [0.337452330779, 0.0852836820872, 0.0213259084764, -0.0246083346111] },
        { 19, 28, 2.12528814452, [0.465926547043, 0.178914836878, 0.012798851717, 0.00948171919045] },
        { 20, 30, 1.9955638314, [0.439154593966, 0.188733056374, 0.020436396472, 0.0200549007672] },
        { 21, 31, 1.8244141503, [0.471861126418, 0.219391449922, 0.0441072071548, 0.0159877513692] },
        { 22, 33, 1.45504461735, [0.628566894582, 0.367421574281, 0.112575118118, 0.00764017063273] },
        { 23, 34, 1.16897541844, [0.674103265169, 0.436992565037, 0.175739284388, 0.0195466864115] },
        { 24, 35, 0.819692047398, [0.755795934207, 0.55165994742, 0.315966400552, 0.0800072217648] },
        { 46, 62, 2.59120771742e-09, [0.999989389766, 0.999980966197, 0.999963241004, 0.999927559785] },
    };

    [Theory]
    [MemberData(nameof(Steps), DisableDiscoveryEnumeration = true)]
    public void Every_step_is_pytorchs(int iterations, int evaluations, double loss, double[] expected)
    {
        Parameter x = Problems.RosenbrockStart();
        BatchResult result = new LBfgs(memory: 3, maxIterations: iterations).Minimize(() => Problems.Rosenbrock(x), [x]);
        Assert.Equal((iterations, evaluations), (result.Iterations, result.Evaluations));
        Assert.Equal(loss, result.Loss, 1e-6 * Math.Max(1, loss));
        Assert.Equal(expected, x.Value.ToArray<double>(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void It_ends_where_pytorch_does_and_says_why()
    {
        Parameter x = Problems.RosenbrockStart();
        BatchResult result = new LBfgs(memory: 3).Minimize(() => Problems.Rosenbrock(x), [x]);
        Assert.Equal((46, 62, StopReason.Change), (result.Iterations, result.Evaluations, result.Reason)); // the 47th direction's slope is below the tolerance
        x = Problems.RosenbrockStart();
        result = new LBfgs(memory: 3, changeTolerance: 0).Minimize(() => Problems.Rosenbrock(x), [x]);
        Assert.Equal(StopReason.Gradient, result.Reason);
        Assert.InRange(result.GradientNorm, 0, 1e-7);
        Assert.All(x.Value.ToArray<double>(), value => Assert.Equal(1, value, 1e-7));
    }

    [Fact]
    public void Parameters_of_float32_and_several_tensors_are_one_vector()
    {
        Parameter a = new("a", Tensor.Wrap([-1.2f, 1])), b = new("b", Tensor.Wrap([-0.5f, 0.8f], [2, 1]));
        new LBfgs(gradientTolerance: 1e-4).Minimize(() => Problems.Rosenbrock(Strata.Ops.ConcatenateOp.Concatenate([a, Strata.Ops.ReshapeOp.Reshape(b, [2])])), [a, b]);
        Assert.All([.. a.Value.ToArray<float>(), .. b.Value.ToArray<float>()], value => Assert.Equal(1, value, 1e-2f));
    }

    [Fact]
    public void A_memory_holds_a_step() => Assert.StartsWith(
        "L-BFGS remembers at least one step.", Assert.Throws<ArgumentOutOfRangeException>(() => new LBfgs(memory: 0)).Message);
}
