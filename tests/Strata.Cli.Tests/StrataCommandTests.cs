namespace Strata.Cli.Tests;

public class StrataCommandTests
{
    [Theory]
    [InlineData("trian", "There is no command 'trian'. Did you mean 'train'? The commands are: models, train, eval, predict, sample, data.")]
    [InlineData("", "What should be done? The commands are: models, train, eval, predict, sample, data; `strata --help` tells more.")]
    [InlineData("data lst", "There is no command 'lst'. Did you mean 'list'? The commands are: list, get.")]
    [InlineData("data get nist", "There is no data set 'nist'. Did you mean 'mnist'? There are: digits, mnist, fashion-mnist. See `strata data get --help`.")]
    [InlineData("train lenet", "There is no model 'lenet'. Did you mean 'lenet5'? The models are: autoencoder, cae, dbn, deep-autoencoder, dictionary, dropout, k-means, lenet-caffe, lenet5, mlp, rbm, rectifier, sae, sdae, softmax. See `strata train --help`.")]
    [InlineData("train softmax --epoch 3", "There is no option '--epoch'. Did you mean '--epochs'?")]
    [InlineData("train --epoch=3 softmax", "There is no option '--epoch'. Did you mean '--epochs'?")]
    [InlineData("eval --jsn run", "There is no option '--jsn'. Did you mean '--json'?")]
    [InlineData("train softmax --epochs 0", "--epochs takes a whole number of at least 1, but got '0'. See `strata train --help`.")]
    [InlineData("train softmax --batch 0", "--batch takes a whole number of at least 1, but got '0'. See `strata train --help`.")]
    [InlineData("train softmax --steps ten", "--steps takes a whole number of at least 1, but got 'ten'. See `strata train --help`.")]
    [InlineData("train softmax --seed -1", "--seed takes a whole number of at least 0, but got '-1'. See `strata train --help`.")]
    [InlineData("train softmax --threads 99999999999", "--threads takes a whole number of at least 1, but got '99999999999'. See `strata train --help`.")]
    [InlineData("train softmax --data fashion", "There is no data set 'fashion'. Did you mean 'fashion-mnist'? There are: auto, digits, mnist, fashion-mnist. See `strata train --help`.")]
    [InlineData("train", "Which model? `strata models` lists them; or give a run to go on with, --resume runs/.... See `strata train --help`.")]
    [InlineData("train softmax --epochs", "Required argument missing for option: '--epochs'. See `strata train --help`.")]
    public void A_wrong_command_line_is_one_line_with_a_remedy_and_exit_code_2(string line, string message)
    {
        using var command = new Command();
        Outcome outcome = Command.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, "", $"strata: error: {message}\n"), (outcome.Code, outcome.Output, outcome.Error));
    }

    [Theory]
    [InlineData("--help", "strata [command] [options]")]
    [InlineData("train --help", "strata train [<model>] [options]")]
    [InlineData("--version", "0.")]
    public void Help_and_version_go_to_the_output(string line, string expected)
    {
        using var command = new Command();
        Outcome outcome = Command.Run(line.Split(' '));
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains(expected, outcome.Output);
    }
}
