using ActorPm.Core.Guard;
using ActorPm.Processes.Handover;

namespace ActorPm.Daemon.Upgrades;

/// <summary>Makes this process the next program: the same arguments, the same variables, the descriptors of a bundle.</summary>
/// <param name="arguments">Those with which this program was started.</param>
/// <param name="environment">Its variables.</param>
internal sealed class NextProgram(IReadOnlyCollection<string> arguments, IDictionary<string, string> environment)
{
    /// <summary>Becomes the program that a ticket names. Returns only when that fails; then all is as before.</summary>
    /// <returns>Why, in a sentence.</returns>
    public string Become(UpgradeTicket ticket, DescriptorBundle bundle)
    {
        var program = ticket.Failure is null ? ticket.To : ticket.From;
        environment[UpgradeTicket.Variable] = ticket.Format();
        try
        {
            using (DescriptorHandover.Pack(bundle, environment))
            {
                return $"{program} cannot be run: {ExecCall.Run(program, arguments, environment)}.";
            }
        }
        catch (IOException problem)
        {
            return $"{program} cannot be run: {problem.Message}";
        }
        finally
        {
            environment.Remove(UpgradeTicket.Variable);
        }
    }
}
