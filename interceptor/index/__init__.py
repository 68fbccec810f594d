"""What requests.log and interceptor.log hold, in a form that answers questions fast; made anew from them whenever it is missing."""
